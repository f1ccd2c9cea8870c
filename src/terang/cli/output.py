"""How commands speak: words for people, or one JSON object with ``--json``."""

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any


class CommandRefused(Exception):
    """The command cannot go on; carries a sentence that says what to do."""

    def __init__(self, user_message: str) -> None:
        super().__init__(user_message)
        self.user_message = user_message


def say(text: str) -> None:
    print(text, flush=True)


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def show_json(data: Mapping[str, Any]) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2, default=str), flush=True)


def answer(arguments: argparse.Namespace, data: Mapping[str, Any], *lines: str) -> None:
    """Print the data where JSON was asked for, the lines otherwise."""
    if arguments.json:
        show_json(data)
    else:
        say("\n".join(lines))


def with_json(parser: argparse.ArgumentParser, help_text: str) -> None:
    parser.add_argument("--json", action="store_true", help=help_text)
