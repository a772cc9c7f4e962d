"""Names of images in REFIM: kept whole, in the museum's order."""

from coffret.formats.joconde import ImageName, image_names


def names(refim):
    """Return the bare names."""
    return [image.name for image in image_names(refim)]


def test_two_names_never_collapse_into_one():
    """The present platform makes « 2012.jpg » of both, and « 1.jpg » of the third (its third defect)."""
    refim = "2012_1.jpg;2012_2.jpg;M0537_D_2020_1_1.jpg;RL_46-1-1.jpg;RL_46-1-1_v2.jpg"
    assert names(refim) == refim.split(";")


def test_the_legacy_form():
    found = image_names("M016183_0016630_P.JPG,DS1,,0016630.JPG;M016183_0016631_P.JPG,DS1,vue, de dos,0016631.JPG")
    assert found == [
        ImageName("M016183_0016630_P.JPG", "DS1", "", "0016630.JPG"),
        ImageName("M016183_0016631_P.JPG", "DS1", "vue, de dos", "0016631.JPG"),
    ]


def test_blanks_and_empty_places():
    assert names(" a.jpg ; b.jpg;;\n") == ["a.jpg", "b.jpg"]
    assert names("") == []


def test_a_comma_may_be_in_a_name():
    assert names("vase, vue 1.jpg;vase, vue 2.jpg") == ["vase, vue 1.jpg", "vase, vue 2.jpg"]


def test_commas_between_names():
    assert names("a.jpg,b.jpg, c.png") == ["a.jpg", "b.jpg", "c.png"]


def test_a_hash_is_part_of_a_name():
    assert names("vase #1.jpg;vase #2.jpg") == ["vase #1.jpg", "vase #2.jpg"]


def test_an_incomplete_legacy_form():
    assert image_names("a.JPG,DS1") == [ImageName("a.JPG", "DS1")]


def test_folders_are_left_for_the_image_room_to_judge():
    assert names("../../etc/passwd;..\\b.jpg") == ["../../etc/passwd", "..\\b.jpg"]
