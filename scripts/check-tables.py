#!/usr/bin/env python3
"""Judges a report's JSON by its schema, and its CSV tables by what pandas makes of them.

    scripts/check-tables.py report.json TABLES

TABLES is the folder that `hindcast report --format csv --out TABLES` wrote of the same run. Every column must come out of
pandas with the type the schema gives it, every value equal to the JSON's to the last bit. Without pandas or jsonschema it
says so and ends well.
"""
import json
import pathlib
import sys

try:
    import jsonschema
    import pandas
except ImportError as missing:
    print(f"check-tables: skipped, {missing.name} is not installed here")
    sys.exit(0)

FORECASTS = {
    "unique_id": "text", "ds": "date", "cutoff": "date", "horizon": "integer", "model": "text", "seed": "integer",
    "fold": "integer", "y": "number", "mean": "number", "standard_deviation": "number", "q05": "number",
    "q50": "number", "q95": "number", "family": "text", "scale": "number", "shape": "number",
    "probability_up": "number", "invest": "boolean", "span": "integer",
}


def kind(definition):
    """What a column of a table is, by the schema."""
    if definition.get("$ref", "").endswith("/date") or any(
        choice.get("$ref", "").endswith("/date") for choice in definition.get("anyOf", [])
    ):
        return "date"
    types = definition.get("type", "string")
    types = [types] if isinstance(types, str) else types
    return {"integer": "integer", "number": "number", "boolean": "boolean"}.get(types[0], "text")


def fault(column, expected):
    """Why a column is not of its kind, or None."""
    values = column.dropna()
    if values.empty:
        return None
    types = pandas.api.types
    judges = {
        # With a gap in it, a column of whole numbers is one of floating-point numbers to pandas.
        "integer": lambda: types.is_integer_dtype(column)
        or types.is_float_dtype(column) and (values == values.round()).all(),
        "number": lambda: types.is_float_dtype(column),
        "boolean": lambda: values.map(lambda value: isinstance(value, bool)).all(),
        "date": lambda: types.is_datetime64_any_dtype(column),
        "text": lambda: values.map(lambda value: isinstance(value, str)).all(),
    }
    return None if judges[expected]() else f"{column.name} should be {expected}, pandas has {column.dtype}"


def same(cell, value, expected):
    if pandas.isna(cell):
        return value is None or value == ""
    if expected == "date":
        return cell.date().isoformat() == value
    if expected == "text":
        return cell.lstrip("'") == value.lstrip("'")
    return cell == value


def main(report_path, tables):
    root = pathlib.Path(__file__).resolve().parent.parent
    schema = json.loads((root / "docs/report.schema.json").read_text())
    report = json.loads(pathlib.Path(report_path).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    faults = [
        f"{'/'.join(map(str, error.path))}: {error.message[:200]}"
        for error in jsonschema.Draft202012Validator(schema).iter_errors(report)
    ]
    # Since its version 3 pandas reads every number exactly without being asked to.
    exactly = {} if int(pandas.__version__.split(".")[0]) >= 3 else {"float_precision": "round_trip"}
    cells = 0
    for path in sorted(pathlib.Path(tables).glob("*.csv")):
        name = path.stem
        if name == "forecasts":
            kinds = FORECASTS
        else:
            row = schema["properties"][name]["items"]["$ref"].rsplit("/", 1)[1]
            kinds = {"unique_id" if key == "symbol" else key: kind(value)
                     for key, value in schema["$defs"][row]["properties"].items()}
        dates = [column for column, expected in kinds.items() if expected == "date"]
        table = pandas.read_csv(path, parse_dates=dates, **exactly,
                                dtype={c: str for c, k in kinds.items() if k == "text"} | {"run_id": str},
                                keep_default_na=False, na_values=[""])
        if set(table.columns) - {"run_id"} != set(kinds):
            faults.append(f"{path.name}: its columns are {list(table.columns)}")
            continue
        faults += [f"{path.name}: {found}" for column, expected in kinds.items()
                   if (found := fault(table[column], expected))]
        cells += table.size
        if name == "forecasts":
            continue
        rows = report[name]
        if len(rows) != len(table):
            faults.append(f"{path.name}: {len(table)} rows, the JSON has {len(rows)}")
            continue
        for column, expected in kinds.items():
            member = "symbol" if column == "unique_id" else column
            wrong = [i for i, cell in enumerate(table[column]) if not same(cell, rows[i][member], expected)]
            if wrong:
                faults.append(f"{path.name}: {column} of row {wrong[0] + 1} is not the JSON's, nor are {len(wrong) - 1} more")
    for found in faults[:20]:
        print(f"check-tables: {found}", file=sys.stderr)
    if faults:
        sys.exit(1)
    print(f"check-tables: the JSON keeps its schema, pandas reads {cells:,} cells with the right types")


main(*sys.argv[1:3])
