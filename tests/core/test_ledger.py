"""The chain: every change of an entry, its place or its order is found, here and without Terang."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terang.core.ledger import GENESIS, Entry, Fields, canonical_json, entry_hash, export_line, verify

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_ledger.py"


def chain(length: int, agency: str = "medan-amplas") -> Iterator[Entry]:
    prev = GENESIS
    for seq in range(1, length + 1):
        said = Fields(
            agency=agency,
            seq=seq,
            at=f"2026-11-24T02:41:00.{seq:06}Z",
            actor="camat",
            act="evaluation.concluded",
            subject=f"evaluation:{seq}",
            payload=canonical_json({"predikat": "BAIK", "alasan": 'tepat “waktu”, é\n"x"'}),
        )
        entry = Entry.sealed(prev, said)
        prev = entry.hash
        yield entry


def resealed(entries: list[Entry], place: int, **changes: Any) -> Entry:
    said = {name: getattr(entries[place], name) for name in Fields.__dataclass_fields__}
    return Entry.sealed(entries[place].prev_hash, Fields(**(said | changes)))


def script(path: Path, *head: str) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(path), *head], capture_output=True, text=True, check=False
    )
    return done.returncode, json.loads(done.stdout)


def export(path: Path, entries: list[Entry]) -> Path:
    path.write_text("".join(export_line(entry) + "\n" for entry in entries), encoding="utf-8")
    return path


def test_a_whole_chain_is_valid_and_its_head_is_the_last_hash() -> None:
    entries = list(chain(4))
    assert verify(entries).as_dict() == {
        "entries": 4,
        "valid": True,
        "head": entries[-1].hash,
        "first_bad": None,
    }


def test_an_empty_ledger_is_valid() -> None:
    assert verify([]).as_dict() == {"entries": 0, "valid": True, "head": GENESIS, "first_bad": None}


def test_a_stream_is_verified_without_keeping_it() -> None:
    assert verify(chain(2000)).entries == 2000


@settings(max_examples=30, deadline=None, database=None)
@given(place=st.integers(0, 4), field=st.sampled_from(list(Entry.__dataclass_fields__)))
def test_any_changed_field_of_any_entry_is_named(place: int, field: str) -> None:
    entries = list(chain(5))
    changed: Any = 99 if field == "seq" else "0f" + str(getattr(entries[place], field))[2:] + "x"
    entries[place] = replace(entries[place], **{field: changed})
    found = verify(entries)
    assert (found.valid, found.first_bad, found.entries) == (False, place + 1, 5)


def test_a_change_sealed_anew_is_found_at_the_entry_after_it() -> None:
    entries = list(chain(3))
    entries[1] = resealed(entries, 1, actor="lain")
    assert verify(entries).first_bad == 3


def test_a_missing_entry_is_found() -> None:
    entries = list(chain(3))
    assert verify([entries[0], entries[2]]).first_bad == 2


def test_two_entries_in_the_wrong_order_are_found() -> None:
    first, second = chain(2)
    assert verify([second, first]).first_bad == 1


def test_a_second_agency_does_not_belong_into_the_chain() -> None:
    entries = list(chain(2))
    assert verify([entries[0], resealed(entries, 1, agency="lain")]).first_bad == 2


def test_a_number_left_out_is_found_even_when_sealed() -> None:
    entries = list(chain(2))
    assert verify([entries[0], resealed(entries, 1, seq=3)]).first_bad == 2


def test_a_published_head_shows_that_the_end_was_cut_off() -> None:
    entries = list(chain(3))
    assert verify(entries[:2], head=entries[2].hash).first_bad == 3


def test_the_published_head_of_the_whole_chain_is_accepted() -> None:
    entries = list(chain(3))
    assert verify(entries, head=entries[2].hash).valid


def test_the_hash_depends_on_the_entry_before() -> None:
    (entry,) = chain(1)
    assert entry_hash(GENESIS, entry) != entry_hash("1" * 64, entry)


def test_the_hash_of_an_entry_never_changes_between_versions() -> None:
    (entry,) = chain(1)
    assert entry.hash == "6bb6324f587278c5905d196145ce3f6b7f7a831f47108f5df33fd3d9234778c4"


def test_the_script_without_terang_agrees(tmp_path: Path) -> None:
    entries = list(chain(5))
    code, found = script(export(tmp_path / "ledger.jsonl", entries))
    assert (code, found) == (0, verify(entries).as_dict())


def test_the_script_names_the_first_tampered_entry(tmp_path: Path) -> None:
    entries = list(chain(5))
    entries[2] = replace(entries[2], actor="lain")
    code, found = script(export(tmp_path / "ledger.jsonl", entries))
    assert (code, found) == (1, verify(entries).as_dict())
    assert found["first_bad"] == 3


@pytest.mark.parametrize(
    "spoil",
    [
        lambda e: [e[0], e[2]],
        lambda e: [e[1], e[0]],
        lambda e: [e[0], resealed(e, 1, seq=3)],
        lambda e: [e[0], resealed(e, 1, agency="lain")],
        lambda e: [e[0], resealed(e, 1, actor="lain"), e[2]],
    ],
    ids=["left out", "swapped", "renumbered", "foreign agency", "sealed anew"],
)
def test_the_script_and_the_product_find_the_same_fault(spoil: Any, tmp_path: Path) -> None:
    entries = spoil(list(chain(3)))
    found = verify(entries)
    assert not found.valid
    assert script(export(tmp_path / "ledger.jsonl", entries)) == (1, found.as_dict())


def test_the_script_reports_a_broken_line_instead_of_failing(tmp_path: Path) -> None:
    path = export(tmp_path / "ledger.jsonl", list(chain(2)))
    path.write_text(path.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    code, found = script(path)
    assert (code, found["first_bad"]) == (1, 2)


def test_the_script_compares_with_a_published_head(tmp_path: Path) -> None:
    entries = list(chain(3))
    path = export(tmp_path / "ledger.jsonl", entries[:2])
    assert script(path, entries[2].hash)[1]["first_bad"] == 3


def test_the_script_is_short_enough_to_read() -> None:
    assert len(SCRIPT.read_text(encoding="utf-8").splitlines()) <= 30


@pytest.mark.parametrize("word", ["terang", "django"])
def test_the_script_imports_the_standard_library_only(word: str) -> None:
    imports = [line for line in SCRIPT.read_text(encoding="utf-8").splitlines() if "import" in line]
    assert not any(word in line for line in imports)
