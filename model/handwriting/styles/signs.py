"""The styles of signs and scribbles. For the notation see `model.handwriting.skeleton`."""

from model.handwriting.skeleton import Style

LOOSE = 0.25
"""The looseness of a scribble that no hand draws the same way twice."""
ANY = 3.0
"""The turn, in radians, of a sign that stands at any angle."""

SIGNS: tuple[Style, ...] = (
    # lines that no one would call a 1
    Style(3, ("0,50 30,50 60,50",), turn=0.2),
    Style(1, ("0,25 30,50 60,75", "0,35 30,50 60,65")),
    Style(1, ("0,40 60,40 | 0,60 60,60",), turn=0.2),
    Style(0.5, ("0,30 60,30 | 0,50 60,50 | 0,70 60,70",), turn=0.3),
    # marks
    Style(2, ("0,60 20,100! 70,0", "0,50 24,90! 80,20"), turn=0.15),
    Style(1.5, ("30,10 30,90 | -10,50 70,50",), turn=0.3),
    Style(1, ("0,20 60,80 | 60,20 0,80",), turn=0.15),
    Style(1, ("0,50 80,50 | 56,30 80,50! 56,70", "0,50 80,50 | 66,40 80,50! 60,66"), turn=ANY),
    Style(1, ("0,50 80,50! 58,30! 80,50! 58,70",), turn=ANY),
    Style(1, ("16,0 14,100 | 46,0 44,100 | 0,34 60,34 | 0,66 60,66",), turn=0.15),
    Style(1, ("30,0 30,100 | -14,26 74,74 | 74,26 -14,74",), turn=0.3),
    Style(1, ("10,100! 30,0! 50,100! 0,38! 60,38! 10,100",), turn=0.2),
    Style(1, ("30,0! 60,90! 0,90! 30,0", "30,10! 70,80! -10,80! 30,10"), turn=ANY),
    Style(1, ("30,50 36,44 40,54 26,62 16,46 34,28 58,48 40,80 4,74 0,34 28,8 70,24",), turn=ANY),
    Style(1, ("30,50 24,44 20,54 34,62 44,46 26,28 2,48 20,80 56,74 60,34 32,8 -10,24",), turn=ANY),
    Style(1.5, ("-20,50 0,30 20,50 40,70 60,50 80,30 100,50",), turn=0.4),
    Style(1, ("-20,60! 0,30! 20,60! 40,30! 60,60! 80,30! 100,60",), turn=0.4),
    Style(1, ("-20,60 0,20 10,60 0,64 20,20 40,22 32,60 24,62 44,20 64,24 56,64 90,50",), turn=0.4),
    Style(0.7, ("30,70 10,40 -4,20 14,4 30,26 46,4 64,20 50,40 30,74",), turn=0.2),
    Style(0.7, ("0,30 30,0! 60,30 | 0,70 30,100! 60,70",), turn=0.5),
    Style(0.7, ("10,40 12,40 | 50,40 52,40 | 4,66 30,84 56,66",), turn=0.2),
    # scribbles, the first six of points that jump about the box
    *(
        Style(
            1.5,
            (" ".join(f"{(x * 37) % 61},{(x * 53) % 101}" for x in range(points)),),
            LOOSE,
            ANY,
        )
        for points in (6, 8, 10, 13, 17, 22)
    ),
    Style(1, ("0,0! 60,10! 0,20! 60,30! 0,40! 60,50! 0,60! 60,70! 0,80! 60,90",), 0.04, ANY),
    Style(1, ("0,50 10,0! 12,100! 20,0! 24,100! 32,0! 36,100! 44,0! 48,100! 60,20",), 0.06, ANY),
    Style(1, ("0,0 60,50 | 60,10 10,60 | 10,90 50,20 | 0,40 60,90",), 0.2, ANY),
)
"""Marks and scribbles that are neither digits nor letters."""
