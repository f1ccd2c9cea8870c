"""The difference of two contents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terang.core.versions import Act, Change, FieldChange, Item, difference

ITEMS = st.lists(
    st.builds(
        Item,
        key=st.text(max_size=3),
        kind=st.sampled_from(["result", "indicator"]),
        title=st.text(max_size=4),
        fields=st.dictionaries(st.sampled_from("abc"), st.one_of(st.text(max_size=3), st.integers())),
    ),
    unique_by=lambda item: item.key,
    max_size=6,
)


def item(key: str, **fields: object) -> Item:
    return Item(key, "result", key.title(), fields)


@given(ITEMS)
def test_a_content_does_not_differ_from_itself(items: list[Item]) -> None:
    assert difference(items, items) == ()


@given(ITEMS, ITEMS)
def test_looked_at_backwards_what_was_added_is_removed(before: list[Item], after: list[Item]) -> None:
    forth, back = difference(before, after), difference(after, before)
    assert sum(each.act is Act.ADDED for each in forth) == sum(each.act is Act.REMOVED for each in back)
    assert sum(each.act is Act.CHANGED for each in forth) == sum(each.act is Act.CHANGED for each in back)


@given(ITEMS, ITEMS)
def test_every_key_of_only_one_side_is_named(before: list[Item], after: list[Item]) -> None:
    lonely = {each.key for each in before} ^ {each.key for each in after}
    told = [each for each in difference(before, after) if each.act in (Act.ADDED, Act.REMOVED)]
    assert len(told) == len(lonely)


def test_a_changed_field_is_told_with_both_values_under_the_title_it_had() -> None:
    change = Change(Act.CHANGED, "result", "A", "", (FieldChange("target", "10", "12"),))
    assert difference([item("a", target="10", unit="x")], [item("a", target="12", unit="x")]) == (change,)


def test_what_is_new_has_nothing_before() -> None:
    change = Change(Act.ADDED, "result", "B", "", (FieldChange("target", None, "1"),))
    assert difference([item("a")], [item("a"), item("b", target="1")]) == (change,)


def test_what_is_gone_has_nothing_after() -> None:
    change = Change(Act.REMOVED, "result", "A", "", (FieldChange("target", "1", None),))
    assert difference([item("a", target="1"), item("b")], [item("b")]) == (change,)


def test_another_order_is_told_once() -> None:
    assert difference([item("a"), item("b")], [item("b"), item("a")]) == (Change(Act.MOVED, "result"),)


def test_two_pieces_with_one_key_are_an_error() -> None:
    with pytest.raises(ValueError, match="share the key a"):
        difference([item("a"), item("a")], [])
