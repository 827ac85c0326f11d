"""docs/tapahtumat.yaml is true: every event stands on the lines it states, and the dictionary leads to its accounts."""

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from tests.mapping_ledgers import CHART, Entry, ledger, rule_set
from tilikartta.definitions.search import index_of, search
from tilikartta.mapping.apply import apply_mapping
from tilikartta.statements.figures import fill

ROOT = Path(__file__).resolve().parents[1]
LIKED = 5  # how many answers of a search a reader looks at
