from model.handwriting.skeleton import Style, make_styles, parse_skeleton


def test_a_skeleton_is_read_as_its_notation_says() -> None:
    skeleton = parse_skeleton("0,0 30,10! 60,100 | 5,50 55,50")
    assert skeleton.points.shape == (5, 2)
    assert skeleton.points[2].tolist() == [0.6, 1.0]
    assert skeleton.strokes == ((0, 3), (3, 5))
    assert skeleton.corners == {1}


def test_styles_are_made_of_a_weight_and_its_skeletons() -> None:
    assert make_styles((2, "0,0 1,1"), (0.5, "0,0 2,2", "0,0 3,3")) == (
        Style(2, ("0,0 1,1",)),
        Style(0.5, ("0,0 2,2", "0,0 3,3")),
    )
