"""mlday export --format mlflow: MLflow's file store, as mlflow/store/tracking/file_store.py reads it."""
import json
import os
import re
import sys
import unittest
import urllib.parse

from mlday import SharedFolderTest, checkpoint_of, history, rows_of, summary

try:
    from ruamel.yaml import YAML
except ImportError:
    sys.exit(f"{sys.executable} has no ruamel.yaml: install python3-ruamel.yaml and use Debian's /usr/bin/python3")


def meta(folder):
    return YAML(typ="safe", pure=True).load(folder / "meta.yaml")


def contents(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def experiments(store):
    """{name: folder}; as MLflow does, each folder is asked for its name."""
    return {meta(folder)["name"]: folder for folder in store.iterdir() if folder.is_dir()}


class MlflowExport(SharedFolderTest):
    @classmethod
    def prepare(cls, self):
        self.mlday("train", "tiny.yaml", "--name", "one")
        cls.run_ = cls.folder / "runs/tiny/one"
        (cls.run_ / "report.html").write_text("<p>report</p>")
        cls.said = self.mlday("export", cls.run_, "--format", "mlflow").out
        cls.store = cls.folder / "mlruns"
        cls.experiment = experiments(cls.store)["tiny"]
        cls.exported, = (path for path in cls.experiment.iterdir() if path.is_dir())

    def test_it_says_where_and_how_to_look(self):
        self.assertIn(self.exported.name, self.said)
        self.assertIn("mlflow ui --backend-store-uri mlruns", self.said)

    def test_the_experiment_is_the_config(self):
        self.assertEqual(set(experiments(self.store)), {"Default", "tiny"})
        self.assertEqual(meta(self.store / "0")["experiment_id"], "0")
        facts = meta(self.experiment)
        self.assertEqual(facts["experiment_id"], self.experiment.name)
        self.assertRegex(self.experiment.name, r"^\d{18}$")
        self.assertEqual(facts["lifecycle_stage"], "active")
        self.assertEqual(set(facts), {"artifact_location", "creation_time", "experiment_id", "last_update_time",
                                      "lifecycle_stage", "name"})
        self.assertEqual(facts["artifact_location"], self.experiment.resolve().as_uri())

    def test_the_runs_meta_has_the_fields_of_run_info(self):
        facts = meta(self.exported)
        self.assertEqual(set(facts), {
            "artifact_uri", "deleted_time", "end_time", "entry_point_name", "experiment_id", "lifecycle_stage",
            "run_id", "run_name", "run_uuid", "source_name", "source_type", "source_version", "start_time", "status",
            "tags", "user_id"})
        self.assertRegex(facts["run_uuid"], r"^[0-9a-f]{32}$")
        self.assertEqual((facts["run_id"], facts["run_uuid"]), (self.exported.name,) * 2)
        self.assertEqual((facts["run_name"], facts["status"], facts["source_type"]), ("one", 3, 4))
        self.assertEqual(facts["experiment_id"], self.experiment.name)
        self.assertLessEqual(facts["start_time"], facts["end_time"])
        self.assertEqual(facts["start_time"] // 1000, int((self.run_ / "config.yaml").stat().st_mtime))
        self.assertEqual(facts["artifact_uri"], (self.exported.resolve() / "artifacts").as_uri())

    def test_parameters_are_the_resolved_config_by_its_keys(self):
        parameters = contents(self.exported / "params")
        for name, value in {"optimizer.name": "adam", "optimizer.lr": "0.003", "optimizer.betas": "[0.9, 0.999]",
                            "model.layers.0.conv2d.out_channels": "8", "training.seed": "7", "day": "null",
                            "dataset.validation.by": "image", "model.layers.0.conv2d.name": ""}.items():
            self.assertEqual(parameters.get(name), value, name)

    def test_metrics_are_the_history(self):
        metrics = contents(self.exported / "metrics")
        facts = meta(self.exported)
        names = list(history(self.run_)[0])[2:]
        for name in [*names, "lr"]:
            points = [line.split(" ") for line in metrics[name].splitlines()]
            self.assertEqual([(value, step) for _, value, step in points],
                             [(row[name], row["epoch"]) for row in rows_of(self.run_)])
            times = [int(time) for time, _, _ in points]
            self.assertEqual(times, sorted(times))
            self.assertGreaterEqual(times[0], facts["start_time"])
        best = summary(self.run_)
        _, value, step = metrics["best/test_accuracy"].split()
        self.assertEqual((float(value), int(step)), (best["best"]["test_accuracy"], best["best_epoch"]))
        self.assertEqual(float(metrics["journal/val_accuracy"].split()[1]), .875)

    def test_names_are_ones_that_mlflow_takes(self):
        for kind in ("params", "metrics", "tags"):
            for name in contents(self.exported / kind):
                self.assertRegex(name, r"^[/\w.\- :]*$")
                self.assertEqual(os.path.normpath(name), name)

    def test_tags(self):
        tags = contents(self.exported / "tags")
        self.assertEqual(tags["mlflow.runName"], "one")
        self.assertEqual(tags["mlflow.source.type"], "LOCAL")
        self.assertEqual(tags["mlflow.note.content"], "Tiny signs\n\nall 2 epochs")
        self.assertEqual(tags["mlflow.user"], meta(self.exported)["user_id"])
        self.assertEqual(tags["mlday.data"], "synthetic")
        self.assertEqual(tags["mlday.version.mlday"], summary(self.run_)["versions"]["mlday"])

    def test_artifacts(self):
        artifacts = self.exported / "artifacts"
        self.assertEqual({path.name for path in artifacts.iterdir()},
                         {"config.yaml", "resolved.yaml", "report.html", "best.safetensors"})
        self.assert_same_file(artifacts / "best.safetensors", checkpoint_of(self.run_, "best"))
        self.assert_same_file(artifacts / "resolved.yaml", self.run_ / "resolved.yaml")

    def test_exporting_again_replaces(self):
        (self.exported / "tags/stale").write_text("")
        self.mlday("export", "tiny.yaml", "--format", "mlflow")  # the config's latest run, which it is
        self.assertEqual([path.name for path in self.experiment.iterdir() if path.is_dir()], [self.exported.name])
        self.assertFalse((self.exported / "tags/stale").exists())

    def test_an_experiment_of_the_name_that_is_there_is_used(self):
        theirs = self.folder / "their store" / "123"
        theirs.mkdir(parents=True)
        text = (self.experiment / "meta.yaml").read_text()
        (theirs / "meta.yaml").write_text(text.replace(self.experiment.name, "123"))
        self.mlday("export", self.run_, "--format", "mlflow", "--output", "their store")
        exported, = (path for path in theirs.iterdir() if path.is_dir())
        facts = meta(exported)
        self.assertEqual(facts["experiment_id"], "123")
        self.assertEqual(urllib.parse.unquote(urllib.parse.urlparse(facts["artifact_uri"]).path),
                         str(exported.resolve() / "artifacts"))
        self.assertEqual([path.name for path in theirs.parent.iterdir()], ["123"])

    def test_states_become_mlflows(self):
        text = (self.run_ / "summary.json").read_text()
        self.addCleanup((self.run_ / "summary.json").write_text, text)
        for state, status in {"interrupted": 5, "failed": 4, "running": 5}.items():  # no process trains it: killed
            with self.subTest(state):
                (self.run_ / "summary.json").write_text(json.dumps({**json.loads(text), "status": state}))
                self.mlday("export", self.run_, "--format", "mlflow", "--output", state)
                exported, = (self.folder / state).glob("*/*/meta.yaml")
                self.assertEqual(meta(exported.parent)["status"], status)

    def test_it_loads_no_torch(self):
        done = self.mlday("export", self.run_, "--format", "mlflow", LD_DEBUG="files")
        self.assertIn("libmlday_base.so", done.err)
        self.assertIsNone(re.search("libmlday_torch|libtorch", done.err))

    def test_what_chooses_weights_is_refused(self):
        for flags in (["--ema"], ["--checkpoint", "last"]):
            self.refused("export", self.run_, "--format", "mlflow", *flags, exits=2, says=[flags[0], "mlflow"])

    def test_what_is_no_run_is_refused(self):
        self.refused("export", "absent", "--format", "mlflow", exits=2, says="there is no absent")
        self.refused("export", checkpoint_of(self.run_, "best"), "--format", "mlflow", exits=2, says="a run is wanted")
        (self.folder / "file").write_text("")
        self.refused("export", self.run_, "--format", "mlflow", "--output", "file", exits=1, says="file")

    def test_a_failure_leaves_what_was_exported(self):
        resolved = self.run_ / "resolved.yaml"
        text = resolved.read_text()
        self.addCleanup(resolved.write_text, text)
        resolved.write_text("a: [")
        self.refused("export", self.run_, "--format", "mlflow", exits=2, says="resolved.yaml")
        self.assertEqual(meta(self.exported)["run_name"], "one")
        self.assertEqual([path.name for path in self.experiment.iterdir() if path.is_dir()], [self.exported.name])


if __name__ == "__main__":
    unittest.main()
