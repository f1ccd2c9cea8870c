"""Verify an exported Terang ledger without Terang: python3 verify_ledger.py FILE [PUBLISHED_HEAD]"""

import hashlib
import json
import sys
from pathlib import Path

FIELDS = ("agency", "seq", "at", "actor", "act", "subject", "payload", "prev_hash")
count, head, agency, first_bad = 0, "0" * 64, None, None
with Path(sys.argv[1]).open(encoding="utf-8") as lines:
    for count, line in enumerate(lines, start=1):
        if first_bad is not None:
            continue
        try:
            entry = json.loads(line)
            said = {name: entry[name] for name in FIELDS}
            text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
            sealed = hashlib.sha256(text.encode()).hexdigest()
            agency = said["agency"] if agency is None else agency
            follows = (said["seq"], said["prev_hash"], said["agency"]) == (count, head, agency)
            good = follows and entry["hash"] == sealed
        except (ValueError, KeyError, TypeError):
            good = False
        head, first_bad = (sealed, None) if good else (head, count)
if first_bad is None and len(sys.argv) > 2 and sys.argv[2] != head:
    first_bad = count + 1
answer = {"entries": count, "valid": first_bad is None, "head": head, "first_bad": first_bad}
print(json.dumps(answer))
sys.exit(0 if answer["valid"] else 1)
