"""The house rules that a machine can hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src" / "postventa_tui"
FILES = sorted(SRC.rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
LINES = {path: path.read_text(encoding="utf-8").splitlines() for path in FILES}
SQL = re.compile(r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b", re.S)
NOT_PORTABLE = re.compile(
    r"\bINSERT OR\b|\bREPLACE INTO\b|\bifnull\(|\biif\(|\bgroup_concat\(|\btotal\(|\bunixepoch\(|\bstrftime\(|\bprintf\("
    r"|\browid\b|\bCOLLATE NOCASE\b|\bIS '|\blast_insert_rowid\b|\bSELECT \*|\?\s*[,)]|\bVALUES \(\?",
    re.I,
)


def _name(path: Path) -> str:
    return str(path.relative_to(SRC))


def _bends(path: Path, line: int) -> bool:
    """A rule bends on a line, or the one above, that says `# house: why`."""
    rows = LINES[path]
    return any("# house:" in rows[at] for at in (line - 1, line - 2) if 0 <= at < len(rows))


def _functions(tree: ast.AST):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _size(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1


def test_files_stay_short():
    limit = {"db/migrations.py": 1000}
    long = {_name(p): len(LINES[p]) for p in FILES if len(LINES[p]) > limit.get(_name(p), 400)}
    assert long == {}


def test_functions_do_one_thing():
    long = [
        f"{_name(p)}:{f.lineno} {f.name} {_size(f)}"
        for p, tree in TREES.items()
        for f in _functions(tree)
        if _size(f) > 60 and not _bends(p, f.lineno)
    ]
    assert long == []


def test_the_typical_function_is_short():
    sizes = sorted(_size(f) for tree in TREES.values() for f in _functions(tree))
    assert sizes[len(sizes) // 2] <= 12
    assert sizes[len(sizes) * 9 // 10] <= 35


def test_classes_stay_small():
    big = []
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not _bends(path, node.lineno):
                methods = [n for n in node.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
                if _size(node) > 250 or len(methods) > 25:
                    big.append(f"{_name(path)}:{node.lineno} {node.name} {_size(node)} lines {len(methods)} methods")
    assert big == []


def test_screens_only_arrange():
    for path in FILES:
        if "screens" in path.parts:
            assert "core" not in re.findall(r"postventa_tui\.(\w+)", "\n".join(LINES[path])), _name(path)
            assert len(LINES[path]) <= 400


def test_at_most_six_positional_arguments():
    many = [
        f"{_name(p)}:{f.lineno} {f.name}"
        for p, tree in TREES.items()
        if "cli" not in p.parts
        for f in _functions(tree)
        if len(f.args.args) + len(f.args.posonlyargs) > 7 and not _bends(p, f.lineno)
    ]
    assert many == []


def test_sql_lives_in_stores():
    found = []
    for path, tree in TREES.items():
        # One compiler makes SQL of queries that people typed: core/tickets/query*.py (design: house rules 1.4).
        if path.name.startswith(("store", "query")) or "db" in path.relative_to(SRC).parts:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value):
                if not _bends(path, node.lineno):
                    found.append(f"{_name(path)}:{node.lineno}")
    assert found == []


def test_store_sql_is_portable():
    found = []
    for path, tree in TREES.items():
        if not path.name.startswith("store"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value):
                match = NOT_PORTABLE.search(node.value)
                if match and not _bends(path, node.lineno):
                    found.append(f"{_name(path)}:{node.lineno} {match[0]}")
    assert found == []


def test_a_store_is_private_to_its_feature():
    """The fast path alone may read stores (design: architecture, section 2)."""
    found = []
    for path, tree in TREES.items():
        own = ".".join(("postventa_tui", *path.relative_to(SRC).parts[:2]))
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("postventa_tui.core."):
                continue
            module = node.module or ""
            names = [f"{module}.{a.name}" for a in node.names]
            stores = [n for n in [module, *names] if re.match(r"postventa_tui\.core\.\w+\.store", n)]
            foreign = [n for n in stores if not n.startswith(own + ".")]
            if foreign and not _name(path).startswith("cli/fast") and not _bends(path, node.lineno):
                found.append(f"{_name(path)}:{node.lineno} {foreign[0]}")
    assert found == []


def test_only_db_imports_sqlite3():
    found = []
    for path, tree in TREES.items():
        if "db" in path.relative_to(SRC).parts or _name(path) == "desk.py":
            continue
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if "sqlite3" in names:
                found.append(f"{_name(path)}:{node.lineno}")
    assert found == []


def test_only_the_command_line_prints():
    found = [
        f"{_name(p)}:{n.lineno}"
        for p, tree in TREES.items()
        if "cli" not in p.relative_to(SRC).parts
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "print"
    ]
    assert found == []


def test_only_the_clock_asks_for_the_time():
    asks = re.compile(r"(datetime\.now|time\.time|date\.today|time\.monotonic|datetime\.utcnow)\(")
    found = [
        f"{_name(p)}:{i}"
        for p in FILES
        if p.name != "clock.py"
        for i, line in enumerate(LINES[p], 1)
        if asks.search(line) and not _bends(p, i)
    ]
    assert found == []


def test_broad_except_stands_only_where_the_house_allows():
    found = [
        f"{_name(p)}:{n.lineno}"
        for p, tree in TREES.items()
        for n in ast.walk(tree)
        if isinstance(n, ast.ExceptHandler)
        and isinstance(n.type, ast.Name)
        and n.type.id == "Exception"
        # The command line's root, and the edges of the console's two kinds of worker (a thread's fault ends the app).
        and _name(p) not in ("cli/root.py", "tui/reader.py", "tui/writer.py")
        and not _bends(p, n.lineno)
    ]
    assert found == []


def test_no_error_is_swallowed():
    found = [
        f"{_name(p)}:{n.lineno}"
        for p, tree in TREES.items()
        for n in ast.walk(tree)
        if isinstance(n, ast.ExceptHandler) and len(n.body) == 1 and isinstance(n.body[0], ast.Pass)
    ]
    assert found == []


def test_rules_bend_at_most_a_dozen_times():
    bends = [f"{_name(p)}:{i}" for p in FILES for i, line in enumerate(LINES[p], 1) if "# house:" in line]
    assert len(bends) <= 12, bends


def test_public_things_have_docstrings():
    hooks = re.compile(r"(compose|on_|watch_|render|check_action|action_|validate_|get_content|__)")
    total, without = 0, []
    for path, tree in TREES.items():
        total += 1
        if not ast.get_docstring(tree):
            without.append(_name(path))
        for node in ast.walk(tree):
            kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
            if not isinstance(node, kinds) or node.name.startswith("_") or hooks.match(node.name):
                continue
            total += 1
            if not ast.get_docstring(node):
                without.append(f"{_name(path)}:{node.lineno} {node.name}")
    assert len(without) <= total * 0.05, without


def test_no_stub_is_left():
    stub = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b|not implemented yet")
    assert [f"{_name(p)}:{i}" for p in FILES for i, line in enumerate(LINES[p], 1) if stub.search(line)] == []


def test_every_error_code_has_a_sentence():
    from postventa_tui.kit.messages import MESSAGES

    names = {"PostventaError", "Usage", "NotFound", "Refused", "Conflict", "NotAllowed", "Temporary"}
    codes = {
        node.args[0].value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in names
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert sorted(code for code in codes if code.partition(":")[0] not in MESSAGES) == []


def test_data_is_never_markup():
    """Customer text reaches a widget as Text or Content, or with markup off (design: security C2)."""
    found = []
    for path in FILES:
        if "tui" not in path.relative_to(SRC).parts:
            continue
        for node in ast.walk(TREES[path]):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            off = any(
                k.arg == "markup" and isinstance(k.value, ast.Constant) and not k.value.value for k in node.keywords
            )
            fstring = bool(node.args) and isinstance(node.args[0], ast.JoinedStr)
            if (name == "notify" and not off) or (name in ("Static", "Label", "update") and fstring and not off):
                found.append(f"{_name(path)}:{node.lineno}")
    assert found == []


def test_the_schema_count_is_the_list_of_migrations():
    from postventa_tui.db.connection import SCHEMA_STEPS

    source = (SRC / "db" / "migrations.py").read_text(encoding="utf-8")
    assert source.count("@steps(name=") == SCHEMA_STEPS


def _modules_after(*args: str, env_db: Path) -> set[str]:
    code = (
        "import sys; sys.argv = ['postventa', *sys.argv[1:]]\n"
        "from postventa_tui.cli import fast\n"
        "code = fast.main(sys.argv[1:])\n"
        "sys.stderr.write('\\n@' + ' '.join(sys.modules) + '\\n@' + str(code))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--db", str(env_db), *args], capture_output=True, text=True, check=True
    )
    _, modules, result = done.stderr.rsplit("\n@", 2)
    assert result == "0", done.stderr
    return set(modules.split())


@pytest.mark.parametrize("args", [("queue", "--json"), ("search", "lavadora", "--json")])
def test_quick_verbs_import_little(args, shop_path):
    bare = set(
        subprocess.run(
            [sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, text=True, check=True
        ).stdout.split()
    )
    loaded = _modules_after("--agent", "ana", *args, env_db=shop_path)
    banned = {"typer", "click", "rich", "pydantic", "pydantic_core", "textual", "sqlite_utils", "inspect", "dataclasses",
              "typing_extensions", "logging", "subprocess", "email", "http", "asyncio", "importlib.metadata"}  # fmt: skip
    assert loaded & banned == set()
    assert len(loaded - bare) <= 85, sorted(loaded - bare)
