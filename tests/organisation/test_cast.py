from tests.cast import Cast, make_evaluation, make_feedback, make_progress, make_skp


def test_the_cast_can_be_built_with_a_year_of_work(cast: Cast) -> None:
    skp = make_skp(cast, cast.beringin, state="set")
    make_progress(skp)
    make_feedback(skp, cast.cendana, "peer")
    assert make_evaluation(skp).appraiser == cast.kasi
