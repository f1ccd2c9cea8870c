"""Forms and parts come out in the marks of the design language."""

from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string


class ReasonForm(forms.Form):
    part = forms.ChoiceField(
        label="Bagian",
        help_text="Pilih satu.",
        widget=forms.RadioSelect,
        choices=[("h", "Hasil kerja\nSesuai Ekspektasi"), ("p", "Perilaku kerja")],
    )
    reason = forms.CharField(label="Alasan", help_text="Sebutkan kejadian.", widget=forms.Textarea)
    proof = forms.FileField(label="Bukti", required=False)
    agree = forms.BooleanField(label="Saya sudah membaca")
    kinds = forms.MultipleChoiceField(
        label="Jenis",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("a", "Foto"), ("b", "Surat")],
    )
    year = forms.ChoiceField(label="Tahun", choices=[("2026", "2026")])
    token = forms.CharField(widget=forms.HiddenInput)


@pytest.fixture
def refused() -> ReasonForm:
    return ReasonForm({})


def test_help_and_error_stand_above_the_control_and_describe_it(refused: ReasonForm) -> None:
    html = refused["reason"].as_field_group()
    order = [html.index(mark) for mark in ('id="id_reason_helptext"', 'id="id_reason_error"', "<textarea")]
    assert order == sorted(order)
    assert 'aria-describedby="id_reason_helptext id_reason_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_group_of_choices_is_described_on_the_fieldset(refused: ReasonForm) -> None:
    html = refused["part"].as_field_group()
    assert '<fieldset class="t-field t-field--err" aria-describedby="id_part_helptext id_part_error">' in html
    assert "<small>Sesuai Ekspektasi</small>" in html


def test_a_choice_itself_is_not_marked_as_faulty(refused: ReasonForm) -> None:
    assert "aria-invalid" not in refused["part"].as_field_group()


def test_what_may_stay_empty_says_so(refused: ReasonForm) -> None:
    assert "(boleh kosong)" in refused["proof"].as_field_group()
    assert "(boleh kosong)" not in refused["reason"].as_field_group()


def test_the_summary_leads_to_every_field_that_was_refused(refused: ReasonForm) -> None:
    html = render_to_string("components/form_errors.html", {"form": refused})
    assert "5 hal perlu dibetulkan" in html
    assert 'href="#id_part"' in html
    assert 'id="id_part"' in refused["part"].as_field_group()


def test_a_form_without_faults_has_no_summary() -> None:
    assert "t-errors" not in render_to_string("components/form_errors.html", {"form": ReasonForm()})


def test_a_whole_form_renders_with_every_kind_of_control(refused: ReasonForm) -> None:
    html = str(refused)
    assert html.count('class="t-field') >= 6
    assert '<select name="year" class="form-select"' in html
    assert '<input type="hidden" name="token"' in html


def test_the_style_guide_answers(client: Any, db: None) -> None:
    assert client.get("/gaya/").status_code == 200
