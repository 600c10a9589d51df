"""Rows of databases: SQLite in a file, and a PostgreSQL server that the test starts itself."""
import glob
import json
import os
import pathlib
import pwd
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

import mlday
from mlday import CliTest, safetensors_reader

CONFIG = """\
dataset: {loader: sql, source: '%s', query: '%s', columns: {y: target}, batch_size: 4, validation: .25%s}
model: {architecture: mlp, hidden: [4]}
optimizer: adam
training: {epochs: 2, threads: 1}
"""
TABLE = "n,x,word,y\n" + "".join(f"{i},{i / 7:.17g},{'ab'[i % 3 == 0]},{'uv'[i % 2]}\n" for i in range(24))
QUERY = "SELECT x, word, y FROM visits ORDER BY n"


class SqlTest(CliTest):
    def config(self, query=QUERY, keys="", source=None):
        return self.write("x.yaml", CONFIG % (source or self.source, query, keys))

    def inputs(self, config):
        self.mlday("data", "show", config, "--data", self.folder, "--samples", "s.safetensors")
        return safetensors_reader.read(self.folder / "s.safetensors")[0]["train.inputs"]

    def refuses(self, config, *says, exits=2):
        done = self.mlday("check", config, "--data", self.folder, exits=exits)
        for part in says:
            self.assertIn(part, done.out + done.err)


class Sqlite(SqlTest):
    source = "sqlite:shop.db"

    def setUp(self):
        super().setUp()
        self.write("visits.csv", TABLE)
        self.mlday("data", "load", "visits.csv", "--into", "sqlite:shop.db")

    def test_a_table_is_written_with_numbers_as_numbers(self):
        with sqlite3.connect(self.folder / "shop.db") as database:
            rows = database.execute("SELECT n, x, word FROM visits ORDER BY n").fetchall()
        self.assertEqual(rows, [(i, i / 7, "ab"[i % 3 == 0]) for i in range(24)])
        self.refused("data", "load", "visits.csv", "--into", "sqlite:shop.db", exits=2, says="table \"visits\" already exists")
        self.refused("data", "load", "visits.csv", "--into", "mysql:x", exits=2, says="no sqlite:FILE")

    def test_a_query_is_the_same_as_the_table_in_a_file(self):
        from_database = self.inputs(self.config())
        self.write("visits.csv", "\n".join(",".join(line.split(",")[1:]) for line in TABLE.splitlines()) + "\n")
        self.write("f.yaml", CONFIG.replace("loader: sql, source: '%s', query: '%s'", "loader: csv, file: visits.csv") % "")
        from_file = self.inputs(self.folder / "f.yaml")
        self.assertEqual(from_database.tolist(), from_file.tolist())

    def test_it_trains_evaluates_and_goes_on(self):
        config = self.config(keys=", test_query: 'SELECT x, word, y FROM visits WHERE n < ?1', test_parameters: [8]")
        self.mlday("train", config, "--data", self.folder, "--name", "r")
        self.assertEqual(len((self.folder / "runs/x/r/predictions/test.csv").read_text().splitlines()), 9)
        self.mlday("train", "runs/x/r", "--resume", "--epochs", "3", "--data", self.folder)
        evaluated = self.mlday("eval", "runs/x/r", "--data", self.folder, "--split", "test", "--json")
        self.assertEqual(json.loads(evaluated.out)["samples"], 8)

    def test_parameters_are_values_and_nothing_else(self):
        config = self.config("SELECT x, y FROM visits WHERE word = ?1 AND n < ?2 ORDER BY n",
                             ", parameters: [\"b'' OR 1=1\", 9]")
        self.refuses(config, "gives no rows")
        config = self.config("SELECT x, y FROM visits WHERE n < ?1 ORDER BY n", ", parameters: [9]")
        self.assertIn("6 train / 3 validation", self.mlday("check", config, "--data", self.folder).out)
        self.refuses(self.config("SELECT x, y FROM visits WHERE n < ?1"), "has 1 parameter, and dataset.parameters gives 0")

    def test_what_is_wrong_is_said_and_nothing_is_written(self):
        before = (self.folder / "shop.db").read_bytes()
        for query, says in (("SELEC x FROM visits", 'near "SELEC": syntax error'), ("SELECT z FROM visits", "no such column: z"),
                            ("SELECT * FROM visit", "no such table: visit"), ("", "the query is empty"),
                            ("DELETE FROM visits", "would change the database"), ("SELECT x FROM visits; DROP TABLE visits", "is several"),
                            ("SELECT x, x, y FROM visits", "has `x` twice"), ("SELECT x, y FROM visits WHERE n > 99", "gives no rows"),
                            ("SELECT zeroblob(3) AS x, y FROM visits", "holds bytes")):
            self.refuses(self.config(query), says)
        self.assertEqual((self.folder / "shop.db").read_bytes(), before)
        self.refuses(self.config(source="sqlite:other.db"), "other.db")
        self.refuses(self.config(source="shop.db"), "is no database: write sqlite:FILE")
        self.write("no.db", "this is no database at all, but long enough to be one" * 20)
        self.refuses(self.config(source="sqlite:no.db"), "file is not a database")


def server_folder():
    """Where PostgreSQL's programs are."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    return pathlib.Path(found[-1]) if found else None


class Postgresql(SqlTest):
    @classmethod
    def setUpClass(cls):
        programs = server_folder()
        if not programs:
            raise unittest.SkipTest("PostgreSQL is not installed: scripts/setup.sh --with-tests")
        cls.home = pathlib.Path(tempfile.mkdtemp(prefix="mlday-pg-"))
        # The server refuses to run as root.
        cls.user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        if cls.user:
            os.chown(cls.home, cls.user.pw_uid, cls.user.pw_gid)
        cls.programs = programs
        cls.addClassCleanup(shutil.rmtree, cls.home, ignore_errors=True)
        cls.server("initdb", "--pgdata", cls.home / "data", "--username", "reader", "--auth", "trust", "--no-sync")
        cls.server("pg_ctl", "--pgdata", cls.home / "data", "--wait", "--log", cls.home / "log", "--options",
                   f"-c listen_addresses='' -k {cls.home} -c fsync=off", "start")
        cls.addClassCleanup(cls.server, "pg_ctl", "--pgdata", cls.home / "data", "--mode", "immediate", "stop")
        cls.source = f"postgresql://reader:secret@/postgres?host={cls.home}"
        cls.psql("CREATE TABLE visits (n integer, x double precision, word text, y text)")
        subprocess.run([programs / "psql", cls.source, "-q", "-c", r"\copy visits FROM STDIN CSV HEADER"], input=TABLE, text=True,
                       check=True)

    @classmethod
    def server(cls, program, *arguments):
        as_user = {"user": cls.user.pw_uid, "group": cls.user.pw_gid, "extra_groups": []} if cls.user else {}
        subprocess.run([cls.programs / program, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL,
                       stdin=subprocess.DEVNULL, cwd="/", **as_user)

    @classmethod
    def psql(cls, command):
        subprocess.run([cls.programs / "psql", cls.source, "-q", "-c", command], check=True)

    def test_rows_are_those_of_sqlite(self):
        self.write("visits.csv", TABLE)
        self.mlday("data", "load", "visits.csv", "--into", "sqlite:shop.db")
        of_server = self.inputs(self.config())
        self.assertEqual(of_server.tolist(), self.inputs(self.config(source="sqlite:shop.db")).tolist())

    def test_parameters_truths_and_gaps(self):
        query = "SELECT CASE WHEN n < 2 THEN NULL ELSE x END AS x, n > 3 AS late, y FROM visits WHERE n < $1::int ORDER BY n"
        shown = self.mlday("data", "show", self.config(query, ", parameters: [12], missing: drop"), "--data", self.folder).out
        self.assertIn("late (categorical, one-hot: false, true)", shown)
        self.assertIn("left out 2 rows of 12", shown)

    def test_what_is_wrong_is_said_without_the_password(self):
        for query, says in (("SELECT z FROM visits", 'column "z" does not exist'), ("SELEC", "syntax error"),
                            ("DELETE FROM visits RETURNING x, y", "read-only transaction"), ("SELECT x FROM visits WHERE n = $1", "parameter")):
            done = self.mlday("check", self.config(query), "--data", self.folder, exits=2)
            self.assertIn(says, done.out + done.err)
            self.assertNotIn("secret", done.out + done.err)
        done = self.mlday("check", self.config(source="postgresql://reader:secret@/postgres?host=/nowhere"), "--data", self.folder,
                          exits=2)
        self.assertIn("cannot connect to", done.out + done.err)
        self.assertNotIn("secret", done.out + done.err)

    def test_a_connection_that_breaks_in_the_middle_is_told(self):
        query = "SELECT x, y, CASE WHEN n = 20 THEN pg_terminate_backend(pg_backend_pid())::text END AS w FROM visits ORDER BY n"
        done = self.mlday("check", self.config(query.replace("'", "''")), "--data", self.folder, exits=2)
        self.assertRegex(done.out + done.err, "terminating connection|the connection broke")


if __name__ == "__main__":
    unittest.main()
