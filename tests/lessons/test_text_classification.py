"""Every claim of the page about texts, on networks that are really trained."""

ANSWERS = {
    "written": [
        ("baseball pitcher batte", "right"),
        ("zzz qqq", "unknown"),
        ("pixel image", "other"),
        ("orbit rocket fusée", "other"),
    ],
    "small": [
        ({"size": 200, "hidden": 50}, "right"),
        ({"size": 0}, "every"),
        ({"size": 50}, "words"),
        ({"size": 20000}, "heavy"),
    ],
    "places": [
        ("places_known", "right"),
        ("places_first", "first"),
        ("places_grown", "grown"),
        ("places_until", "until"),
    ],
}
