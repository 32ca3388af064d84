"""义乌市政府质量奖：一年评审从来表到公示，可重算、可追问、可核验。"""

import sys

# jsonschema would build a grammar of IRIs with it, seconds in every process; no schema here holds an IRI.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
