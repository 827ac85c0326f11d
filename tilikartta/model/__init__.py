"""Plain values. Imports nothing of the package but itself, and no heavy library."""

from tilikartta.model.chart import (
    BALANCE_CLASSES,
    FUNCTIONS,
    LANGS,
    RESULT_CLASSES,
    Account,
    Chart,
    Group,
    Layout,
    Line,
    Select,
    Text,
    Words,
)
from tilikartta.model.finding import (
    Cents,
    ExitCode,
    Finding,
    Place,
    Severity,
    TilikarttaError,
    Word,
    error,
    in_currency,
    info,
    ordered,
    warning,
)
from tilikartta.model.ledger import (
    BALANCE_COLUMNS,
    CENT_COLUMNS,
    DATE_COLUMNS,
    DIM_PREFIX,
    ENTRY_COLUMNS,
    OPTIONAL_COLUMNS,
    ROW_COLUMNS,
    Ledger,
    LocalAccount,
    Reason,
    SourceFile,
)
from tilikartta.model.mapping import AXES, OUTSIDE, Condition, Mapping, Organisation, Pattern, Rule, Target

__all__ = [
    "AXES", "BALANCE_CLASSES", "BALANCE_COLUMNS", "CENT_COLUMNS", "DATE_COLUMNS", "DIM_PREFIX", "ENTRY_COLUMNS", "FUNCTIONS",
    "LANGS", "OPTIONAL_COLUMNS", "OUTSIDE", "RESULT_CLASSES",
    "ROW_COLUMNS", "Account", "Cents", "Chart", "Condition", "ExitCode", "Finding",
    "Group", "Layout", "Ledger", "Line", "LocalAccount", "Mapping", "Organisation", "Pattern", "Place", "Reason", "Rule",
    "Select", "Severity", "SourceFile", "Target", "Text", "TilikarttaError", "Word", "Words", "error", "in_currency",
    "info", "ordered", "warning",
]  # fmt: skip
