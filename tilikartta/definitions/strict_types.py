"""Types of values in definition files that pydantic alone would read too kindly."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError


class Strict(BaseModel):
    """A part of a definition file: keys that are not known are faults."""

    # defer_build: the whole document makes the validator of its parts, so none is made for a part alone at import
    model_config = ConfigDict(extra="forbid", populate_by_name=True, defer_build=True)


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _written_as(pattern: str, kind: str) -> BeforeValidator:
    """Refuse what pydantic would read kindly: 20250101 as seconds since 1970, 1_0 as ten."""

    def check(value: Any) -> Any:
        if value is not None and not re.fullmatch(pattern, str(value)):
            raise PydanticCustomError(kind, "not written as expected")
        return value

    return BeforeValidator(check)


Day = Annotated[date, _written_as(r"\d{4}-\d{2}-\d{2}", "date_type")]
Share = Annotated[Decimal, _written_as(r"-?\d+(\.\d+)?", "decimal_type")]
Listed = Annotated[list[str], BeforeValidator(_listed, json_schema_input_type=str | list[str])]
