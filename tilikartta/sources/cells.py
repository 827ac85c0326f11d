"""The parsed cells of one table, and what is made of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import LocalAccount, Reason
from tilikartta.sources.accounts import Labels, read_codes
from tilikartta.sources.layout import Roles
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.table import Table
from tilikartta.sources.vat import percentage, tells_percent


@dataclass
class Part:
    """What one table gave: frames (None when there is none of the kind), decisions for the user, role -> heading, rows read."""

    entries: pd.DataFrame | None = None
    balances: pd.DataFrame | None = None
    decisions: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    chart: tuple[LocalAccount, ...] = ()
    profile: dict[str, object] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    sign_told: bool = False  # the accounts themselves tell which side plus is


@dataclass(frozen=True)
class Cells:
    """Posting rows with cents by role (null where empty), days, and account numbers and names by role."""

    table: Table
    roles: Roles
    options: ReadOptions
    amounts: Mapping[str, pa.ChunkedArray]
    days: pa.ChunkedArray | None
    accounts: Mapping[str, Labels]
    currency: str = ""

    def text(self, role: str) -> pa.ChunkedArray | str:
        """The cells of a text role, or "" when the file has no such column."""
        index = self.roles.get(role)
        return "" if index is None else self.table.columns[index].plain()

    def currencies(self) -> pa.ChunkedArray | str:
        """The currency of each row: of its column, else that of the ledger."""
        own = self.text("currency")
        if isinstance(own, str) or not self.currency:
            return own or self.currency
        return pc.if_else(pc.equal(own, ""), self.currency, own)

    def codes(self, role: str) -> pa.ChunkedArray | str:
        """The cells of a role that holds codes, without the ``.0`` of spreadsheets."""
        index = self.roles.get(role)
        return "" if index is None else read_codes(self.table.columns[index])

    def vat(self) -> dict[str, pa.ChunkedArray]:
        """The VAT percentage of each row as ``vat``, where there is a column of them."""
        index = self.roles.get("vat")
        if index is None:
            return {}
        encoded = self.table.columns[index].plain().combine_chunks().dictionary_encode()
        said = tells_percent(self.table.headings[index])
        rates = pa.array([percentage(cell, said=said) for cell in encoded.dictionary.to_pylist()], pa.string())
        return {"vat": pa.chunked_array([rates.take(encoded.indices)])}

    def dims(self) -> dict[str, pa.ChunkedArray]:
        """The dimension columns."""
        return {name: read_codes(self.table.columns[index]) for name, index in self.roles.dims.items()}

    def texts(self) -> pa.ChunkedArray | str:
        """All text columns of a row in one, each text once."""
        columns = [self.table.columns[index].plain() for index in self.roles.texts]
        if not columns:
            return ""
        whole = columns[0]
        for more in columns[1:]:
            joined = pc.binary_join_element_wise(whole, more, " ")
            whole = pc.if_else(
                pc.or_(pc.equal(more, ""), pc.equal(more, whole)), whole, pc.if_else(pc.equal(whole, ""), more, joined)
            )
        return whole

    def names(self, role: str = "account") -> pa.ChunkedArray | pa.Array | str:
        """Names of accounts: from their own column, else from the account cell itself."""
        labels = self.accounts[role]
        if role != "account" or self.roles.get("account_name") in (None, self.roles.get("account")):
            return labels.names if labels.named or "account_name" in self.roles else ""
        column = self.table.columns[self.roles.at["account_name"]].plain()
        return pc.if_else(pc.equal(column, ""), labels.names, column) if labels.named else column

    def only(self, mask: pa.ChunkedArray) -> "Cells":
        """The rows where ``mask`` is true."""
        return Cells(
            self.table.only(mask),
            self.roles,
            self.options,
            {role: cents.filter(mask) for role, cents in self.amounts.items()},
            None if self.days is None else self.days.filter(mask),
            {role: labels.only(mask) for role, labels in self.accounts.items()},
            self.currency,
        )
