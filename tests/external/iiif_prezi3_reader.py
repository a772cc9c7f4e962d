"""Reads a JSON list of Presentation 3 resources with iiif-prezi3; writes, for each, what it refuses, and what it reads back.

Run apart from the tests: the library asks for an older Pillow than ours, so it lives in a directory of its own.
"""

import json
import sys

from iiif_prezi3 import Collection, Manifest
from pydantic import ValidationError

KINDS = {"Manifest": Manifest, "Collection": Collection}
answers = []
for resource in json.load(sys.stdin):
    try:
        read = KINDS[resource["type"]](**resource)
    except ValidationError as error:
        answers.append({"faults": [f"{fault['loc']} {fault['msg']}" for fault in error.errors()], "back": None})
    else:
        answers.append({"faults": [], "back": json.loads(read.json())})
json.dump(answers, sys.stdout)
