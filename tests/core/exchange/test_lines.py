"""One line at a time: what is taken, what is refused and with which code and field."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from postventa_tui.core.exchange import lines
from postventa_tui.core.exchange import service as exchange
from postventa_tui.core.exchange.export import Scope
from postventa_tui.core.exchange.kinds import KINDS
from postventa_tui.desk import open_desk

FORMATS = Path(__file__).parents[2] / "vectors" / "formats"
SCHEMA = json.loads((FORMATS / "import.schema.json").read_text(encoding="utf-8"))
BRANCH = {one["properties"]["kind"]["const"]: one for one in SCHEMA["oneOf"]}
VALID = {kind: Draft202012Validator(one) for kind, one in BRANCH.items()}
EXTS = st.builds("{}:{}".format, st.sampled_from(["a", "zammad", "t-1_2"]), st.text("abcñ0 :/", min_size=1, max_size=9))


def _string(rule):
    pattern = rule.get("pattern", "")
    if pattern.startswith("^[a-z0-9_-]+"):
        return EXTS
    if "T" in pattern:
        span = st.datetimes(datetime(1900, 1, 2), datetime(9998, 12, 30))
        return span.map(lambda t: f"{t:%Y-%m-%dT%H:%M:%S}+02:00")
    if pattern.startswith("^\\d{4}"):
        return st.dates(date(1900, 1, 1), date(9998, 12, 31)).map(str)
    if pattern == "^[A-Z]{3}$":
        return st.sampled_from(["EUR", "GBP"])
    if pattern:
        return st.just("ab" * 32)
    return st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=8).map(lambda s: s + "x")


def _of(rule):
    if "const" in rule:
        return st.just(rule["const"])
    if "enum" in rule:
        return st.sampled_from(rule["enum"])
    if "anyOf" in rule and "type" not in rule:
        return st.one_of([_of(one) for one in rule["anyOf"]])
    match rule["type"]:
        case "string":
            return _string(rule)
        case "integer":
            return st.integers(1, 5)
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
        case "array":
            return st.lists(_of(rule["items"]), max_size=2)
    if "properties" not in rule:
        return st.dictionaries(st.text(max_size=3), st.integers(0, 9), max_size=2)
    needed = rule.get("required", [])
    return st.fixed_dictionaries(
        {key: _of(rule["properties"][key]) for key in needed},
        optional={key: _of(one) for key, one in rule["properties"].items() if key not in needed},
    )


def _agreeing(row):
    """Make keys agree that the schema cannot tie together."""
    kind = row["kind"]
    if kind == "customer" and "name" in row:
        for key in ("given", "surname1", "surname2"):
            row.pop(key, None)
    if kind == "ticket":
        row.pop("merged_into", None)
        if row.get("status_type") == "merged":
            row["status_type"] = "open"
    if kind == "interaction":
        for key in ("direction", "visibility"):
            row.pop(key, None)
        if row.get("ticket") is None:
            row["customer"] = "a:1"
            row.pop("ticket", None)
    if kind == "survey":
        row["score"] = None
    if kind == "attachment":
        row.pop("base64", None)
    return row


GOOD = {kind: _of(BRANCH[kind]).map(_agreeing) for kind in KINDS}
any_good = st.sampled_from(sorted(GOOD)).flatmap(GOOD.__getitem__)


def _code(text):
    with pytest.raises(lines.LineError) as caught:
        lines.read_line(text)
    return caught.value.code, caught.value.field


@settings(max_examples=200, deadline=None)
@given(any_good)
def test_a_row_that_fits_the_schema_is_taken(row):
    assert not list(VALID[row["kind"]].iter_errors(row))
    read = lines.read_line(json.dumps(row))
    assert (read.kind, read.ext, read.row) == (row["kind"], row["ext"], row)
    assert list(lines.links(read.kind, read.row)) is not None


def _places(value, path=()):
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from _places(item, (*path, key))


ODD = st.sampled_from(
    [None, True, 0, -1, 2**70, 1.5, "", "x", "a:b\n", "٢٠٢٥-01-01", "2025-02-30", [], {}, ["a:1"], {"x": 1}]
)


@settings(max_examples=200, deadline=None)
@given(any_good, st.data())
def test_what_the_schema_refuses_is_refused(row, data):
    path = data.draw(st.sampled_from([p for p in _places(row) if p and p != ("kind",)]))
    inner = row
    for key in path[:-1]:
        inner = inner[key]
    what = data.draw(st.sampled_from(["drop", "odd", "spell"]))
    if what == "drop" and isinstance(inner, dict):
        del inner[path[-1]]
    elif what == "spell" and isinstance(inner, dict):
        inner[f"{path[-1]}_"] = 1
    else:
        inner[path[-1]] = data.draw(ODD)
    try:
        lines.read_line(json.dumps(row))
    except lines.LineError as error:
        assert error.code in {"unknown_key", "missing_key", "bad_value"} and error.field
    else:
        assert not list(VALID[row["kind"]].iter_errors(row))


@pytest.mark.parametrize("name", ["minimal.jsonl", "shop.jsonl"])
def test_every_line_of_the_good_examples_is_taken(name):
    for text in (FORMATS / "examples" / name).read_text(encoding="utf-8").splitlines():
        assert lines.read_line(text).kind in {"meta", *KINDS}


def test_the_kinds_are_those_of_the_schema():
    assert {"meta", *KINDS} == set(BRANCH)
    for kind, spec in KINDS.items():
        assert set(spec.keys) == set(BRANCH[kind]["properties"])
        assert set(spec.required) == set(BRANCH[kind]["required"]) - {"kind"}


AGENT = '{"kind":"agent","ext":"a:1","login":"x","name":"X"'


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        "NaN",
        "[1]",
        '"x"',
        AGENT,
        AGENT + ',"x":NaN}',
        AGENT + ',"x":Infinity}',
        AGENT + ',"x":1e400}',
        AGENT + ',"x":' + "9" * 5000 + "}",
        AGENT + ',"name":"Y"}',
        AGENT + ',"email":"a\tb"}',
        AGENT + "} x",
    ],
)
def test_hostile_json_is_bad_json(text):
    assert _code(text) == ("bad_json", None)


@pytest.mark.parametrize(
    ("rest", "code", "field"),
    [
        (
            '"kind":"product","ext":"a:1","sku":"x","name":"y","price":{"cents":-5,"currency":"EUR"}',
            "bad_value",
            "price.cents",
        ),
        ('"kind":"product","ext":"a:1","sku":"x","name":"y","weight_g":true', "bad_value", "weight_g"),
        ('"kind":"product","ext":"a:1","sku":"x","name":"y","weight_g":' + "9" * 30, "bad_value", "weight_g"),
        (
            '"kind":"product","ext":"a:1","sku":"x","name":"y","made_until":"2025-02-30"',
            "bad_value",
            "made_until",
        ),
        ('"kind":"product","ext":"a 1","sku":"x","name":"y"', "bad_value", "ext"),
        ('"kind":"product","ext":"a:1\\n","sku":"x","name":"y"', "bad_value", "ext"),
        ('"kind":"product","ext":"a:1","sku":"x","name":"\\ud800"', "bad_value", "name"),
        ('"kind":"customer","ext":"a:1","name":"x","given":"y"', "bad_value", "name"),
        (
            '"kind":"customer","ext":"a:1","points":[{"kind":"email","value":"a@b.c"},{"kind":"fax","value":"1"}]',
            "bad_value",
            "points[1].kind",
        ),
        (
            '"kind":"customer","ext":"a:1","points":[{"kind":"email","valeu":"1"}]',
            "unknown_key",
            "points[0].valeu",
        ),
        ('"kind":"customer","ext":"a:1","points":[{"kind":"email"}]', "missing_key", "points[0].value"),
        (
            '"kind":"customer","ext":"a:1","preferences":' + '{"a":' * 40 + "1" + "}" * 40,
            "bad_value",
            "preferences",
        ),
        (
            '"kind":"interaction","ext":"a:1","at":"2026-01-01T10:00Z","kind_of":"note"',
            "missing_key",
            "ticket",
        ),
        (
            '"kind":"interaction","ext":"a:1","at":"2026-01-01T10:00Z","kind_of":"note","ticket":null',
            "bad_value",
            "ticket",
        ),
        (
            '"kind":"interaction","ext":"a:1","at":"2026-01-01T10:00Z","kind_of":"note","ticket":"a:1","visibility":"public"',
            "bad_value",
            "visibility",
        ),
        (
            '"kind":"interaction","ext":"a:1","at":"2026-01-01T25:00Z","kind_of":"note","ticket":"a:1"',
            "bad_value",
            "at",
        ),
        (
            '"kind":"survey","ext":"a:1","customer":"a:1","survey_kind":"csat","sent_at":"2026-01-01T10:00Z","score":6',
            "bad_value",
            "score",
        ),
        (
            '"kind":"attachment","ext":"a:1","name":"x","sha256":"' + "0" * 64 + '","base64":"%%"',
            "bad_value",
            "base64",
        ),
        (
            '"kind":"attachment","ext":"a:1","name":"x","sha256":"' + "0" * 64 + '","base64":"eA=="',
            "bad_value",
            "sha256",
        ),
        (
            '"kind":"ticket","ext":"a:1","subject":"x","customer":"a:2","created_at":"2026-01-01T10:00Z","merged_into":"a:1"',
            "cycle",
            "merged_into",
        ),
        (
            '"kind":"ticket","ext":"a:1","subject":"x","customer":"a:2","created_at":"2026-01-01T10:00Z","status_type":"merged"',
            "bad_value",
            "status_type",
        ),
        ('"ext":"a:1"', "missing_key", "kind"),
        ('"kind":7', "unknown_kind", "kind"),
    ],
)
def test_a_bad_value_is_named_by_its_place(rest, code, field):
    assert _code("{" + rest + "}") == (code, field)


def test_the_content_mark_does_not_depend_on_the_order_of_keys():
    assert lines.content_hash({"a": 1, "b": {"c": 2, "d": 3}}) == lines.content_hash({"b": {"d": 3, "c": 2}, "a": 1})
    assert lines.content_hash({"a": 1}) != lines.content_hash({"a": 2})


def test_references_in_lists_are_found_with_their_place():
    row = lines.read_line(
        '{"kind":"order","ext":"a:1","customer":"a:c","lines":[{"product":"a:p","quantity":1,"assets":["a:x","a:y"]}]}'
    )
    found = [(link.field, link.kind, link.ext) for link in lines.links(row.kind, row.row)]
    assert found == [
        ("customer", "customer", "a:c"),
        ("lines[0].product", "product", "a:p"),
        ("lines[0].assets[0]", "asset", "a:x"),
        ("lines[0].assets[1]", "asset", "a:y"),
    ]


META = {"kind": "meta", "format": "postventa-import/1", "source": "t"}
ORDER = ("agent", "team", "organisation", "customer", "product", "order", "asset", "ticket", "interaction", "article", "canned",
         "rma", "repair", "survey", "consent")  # fmt: skip


def _point_at(row, n):
    """Make every reference of a generated row name the one row of its kind."""
    kind = row["kind"]
    for path, target in KINDS[kind].refs:
        head, _dot, inner = path.partition(".")
        name = head.removesuffix("[]")
        if name not in row or row[name] is None:
            continue
        if "[]" not in path:
            row[name] = f"t:{target}" if target != kind else None
        elif not inner:
            row[name] = [f"t:{target}"] if target not in ("attachment", "asset") and row[name] else []
        else:
            for item in row[name]:
                key = inner.removesuffix("[]")
                if key in item and item[key] is not None:
                    item[key] = ([f"t:{target}"] if item[key] else []) if inner.endswith("[]") else f"t:{target}"
    row["ext"] = f"t:{kind}"
    if kind == "customer":
        row["points"] = [{"kind": "email", "value": f"a{n}@correo.example", "primary": True}]
        row["organisations"] = row.get("organisations", [])[:1]
    if kind == "interaction":
        row.pop("author", None)
        row["ticket"] = "t:ticket"
    if kind == "order":
        row["lines"] = row.get("lines", [])[:1]
    return row


shops = st.fixed_dictionaries({kind: GOOD[kind] for kind in ORDER})


@pytest.mark.slow
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(shops)
def test_export_import_export_is_equal(_template, tmp_path_factory, clock, shop):
    folder = tmp_path_factory.mktemp("trip")
    rows = [META, *(_point_at(shop[kind], 1) for kind in ORDER)]
    first = "\n".join(map(json.dumps, rows)).encode()
    outs = []
    for name in ("one", "two"):
        path = folder / f"{name}.db"
        path.write_bytes(_template.read_bytes())
        desk = open_desk(str(path), agent="ana", clock=clock)
        try:
            report = exchange.import_file(desk, "-", io.BytesIO(outs[-1] if outs else first), exchange.Wishes())
            assert report.problems == ()
            out = io.BytesIO()
            exchange.export_file(desk, "-", out, Scope())
            outs.append(out.getvalue())
        finally:
            desk.close()
    assert outs[0].split(b"\n")[1:] == outs[1].split(b"\n")[1:]
