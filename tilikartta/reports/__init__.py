"""Figures into files: the workbook, tables for other programs, the JSON document. Every writer writes whole or not at all."""

from tilikartta.model.manifest import Ingredient, Manifest
from tilikartta.reports.contents import Contents
from tilikartta.reports.document import to_json, write_json
from tilikartta.reports.tables import write_csv, write_parquet
from tilikartta.reports.workbook import write_workbook

__all__ = ["Contents", "Ingredient", "Manifest", "to_json", "write_csv", "write_json", "write_parquet", "write_workbook"]
