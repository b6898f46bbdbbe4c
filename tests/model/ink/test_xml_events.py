"""XML: what is read of it, and what never is."""

from pathlib import Path

import pytest

from model.errors import BadInput
from model.ink.xml_events import Begin, End, Event, read_xml
from tests.model.ink.helpers import refusal

SVG = "http://www.w3.org/2000/svg"


def events(tmp_path: Path, text: str | bytes) -> list[Event]:
    path = tmp_path / "file.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_xml(path, "a", "ours", texts={"b"}))


def fault(tmp_path: Path, text: str | bytes) -> str:
    with pytest.raises(BadInput) as refused:
        events(tmp_path, text)
    return str(refused.value).removeprefix(str(tmp_path / "file.xml"))


def test_elements_come_with_attributes_text_and_line(tmp_path: Path) -> None:
    text = '<a>no<b x="1">t&lt;x<c>no</c>t\n</b></a>'
    assert events(tmp_path, text) == [
        Begin("a", {}, 1),
        Begin("b", {"x": "1"}, 1),
        Begin("c", {}, 1),
        End("c", {}, 1, ""),
        End("b", {"x": "1"}, 1, "t<xt\n"),
        End("a", {}, 1, ""),
    ]


def test_elements_of_other_namespaces_have_no_name(tmp_path: Path) -> None:
    text = '<o:a xmlns:o="ours" xmlns:t="theirs"><t:b t:x="1" xml:id="2">no</t:b></o:a>'
    begins = [event for event in events(tmp_path, text) if isinstance(event, Begin)]
    assert begins == [Begin("a", {}, 1), Begin("", {"theirs x": "1", "xml:id": "2"}, 1)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-15", "windows-1252"]
)
def test_encodings_are_those_of_old_and_new_files(tmp_path: Path, encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{name}"?><a><b>€</b></a>'
    assert End("b", {}, 1, "€") in events(tmp_path, text.encode(encoding))


@pytest.mark.parametrize(
    "encoding", ["unicode_escape", "idna", "rot13", "zlib", "shift_jis", "x" * 5000, "iso-8859-12"]
)
def test_other_encodings_are_refused(tmp_path: Path, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><a/>'
    assert fault(tmp_path, text).endswith(": an encoding that cannot be read")


LAUGHS = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE a [<!ENTITY e0 "ha">{LAUGHS}]>',
        '<!DOCTYPE a [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://example.com/x.dtd"> %p;]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE a PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://www.w3.org/TR/xhtml1.dtd">',
        '<!DOCTYPE a PUBLIC "-//W3C//DTD SVG 1.1//EN" "x" [<!ENTITY e9 "ha">]>',
        "<!DOCTYPE a>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused(tmp_path: Path, doctype: str, encoding: str) -> None:
    text = f"{doctype}<a><b>&e9;</b></a>".encode(encoding)
    assert fault(tmp_path, text) == ", line 1: it declares a document type, which is never followed"


def test_svgs_own_document_type_is_passed_over(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "file:///etc/passwd">'
    found = events(tmp_path, f"{doctype}<a><b>&passwd;</b></a>")
    assert End("b", {}, 1, "") in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ", line 1: not valid XML (no element found)"),
        ("<a>\n<b></a>", ", line 2: not valid XML (mismatched tag)"),
        ("<b/>", ", line 1: the outermost element is not <a>"),
        ("<a/><a/>", ", line 1: not valid XML (junk after document element)"),
        ("<a>&b;</a>", ", line 1: not valid XML (undefined entity)"),
        ("<a>" + "\n<c>" * 300, ", line 201: elements nested more than 200 deep"),
        ("<a>" + "<c/>" * 300_001, ", line 1: more than 300000 elements"),
        (
            "<a>" + ("<c " + " ".join(f'a{n}=""' for n in range(50_001)) + "/>") * 40,
            ", line 1: more than 2000000 attributes",
        ),
        ("<a>" + "<c " + "x" * 9_000_000, ", line 1: a tag of more than 8000000 bytes"),
        ("<a>" + "<!--" + "x" * 9_000_000, ", line 1: a tag of more than 8000000 bytes"),
        ("<a><b>" + "x" * 9_000_000, ", line 1: a text of more than 8000000 characters"),
        (b"<a>\xff</a>", ", line 1: not valid XML (not well-formed (invalid token))"),
        (b"<a>\0</a>", ", line 1: not valid XML (not well-formed (invalid token))"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path: Path, text: str | bytes, expected: str) -> None:
    assert fault(tmp_path, text) == expected


def test_what_lies_before_a_fault_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file.xml"
    path.write_text("<a><b/></c>")
    found = read_xml(path, "a")
    assert [next(found).name for _ in range(3)] == ["a", "b", "b"]
    with pytest.raises(BadInput, match="mismatched tag"):
        next(found)


@pytest.mark.parametrize("name", ["bomb.svg", "bomb.inkml", "bomb.xopp"])
def test_no_format_follows_entities(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    root = {"svg": "svg", "inkml": "ink", "xopp": "xournal"}[path.suffix[1:]]
    path.write_text(f'<!DOCTYPE {root} [<!ENTITY e0 "ha">{LAUGHS}]><{root}>&e9;</{root}>')
    assert refusal(path) == (
        f"{path}, line 1: it declares a document type, which is never followed"
    )
