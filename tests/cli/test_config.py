"""check, config show, help, list, docs, completion and info, as a user runs them."""
import json
import pathlib
import re
import subprocess
import unittest

from mlday import BINARY, SOURCE, CliTest

CONFIGS = sorted(str(path) for path in (SOURCE / "configs").glob("*.yaml"))


class Check(CliTest):
    def test_all_configs_of_the_project_pass_strictly(self):
        done = self.mlday("check", "--strict", "--no-data", *CONFIGS)
        self.assertEqual(done.out.count(": ok\n"), len(CONFIGS), done)

    def test_facts_name_splits_parameters_and_memory(self):
        done = self.mlday("check", "tiny.yaml")
        self.assertIn("322 train / 108 validation", done.out, done)
        self.assertIn("parameters", done.out, done)
        self.assertIn("MB of memory", done.out, done)

    def test_every_error_of_every_file_is_shown_and_the_exit_code_is_2(self):
        self.write("a.yaml", "dataset: {loader: gtsrb, batch_sise: 4}\ntraining: {epochs: 0}\n")
        done = self.mlday("check", "--no-data", "a.yaml", "tiny.yaml", exits=2)
        for words in ("batch_sise", "did you mean `batch_size`?", "`training.epochs` expects", "`model.layers` is missing",
                      "`optimizer` is missing", "tiny.yaml: ok"):
            self.assertIn(words, done.out, done)

    def test_json_has_places_for_editors(self):
        self.write("a.yaml", "training: {epochs: many}\n")
        done = self.mlday("check", "--json", "--no-data", "a.yaml", exits=2)
        problems = json.loads(done.out)[0]["problems"]
        places = {(problem["line"], problem["column"]) for problem in problems}
        self.assertIn((1, 20), places, done)

    def test_a_setting_without_effect_is_a_warning_and_strictly_an_error(self):
        arguments = ("check", "--no-data", "tiny.yaml", "--set", "optimizer={name: sgd, dampening: .5}")
        self.assertIn("[no-effect]", self.mlday(*arguments).out)
        self.mlday(*arguments, "--strict", exits=2)

    def test_an_expected_warning_is_silent_and_a_missed_one_warns(self):
        long = ("check", "--no-data", "--strict", "tiny.yaml", "--set", "annealer.patience=9")
        self.assertIn("[patience-too-long]", self.mlday(*long, exits=2).out)
        self.mlday(*long, "--set", "check.expect=[patience-too-long]")
        missed = self.mlday("check", "--no-data", "--strict", "tiny.yaml", "--set",
                            "check.expect=[patience-too-long]", exits=2)
        self.assertIn("[expectation-missed]", missed.out)


class Show(CliTest):
    def test_what_it_prints_reads_back_to_the_same(self):
        first = self.mlday("config", "show", "tiny.yaml", "--set", "training.seed=8")
        self.write("again.yaml", first.out)
        second = self.mlday("config", "show", "again.yaml")
        values = [[line.split(" #")[0] for line in done.out.splitlines()] for done in (first, second)]
        self.assertEqual(*values)

    def test_every_value_tells_where_it_came_from(self):
        done = self.mlday("config", "show", "tiny.yaml", "--set", "training.seed=8")
        lines = done.out.splitlines()
        self.assertTrue(any("eps: 1e-08" in line and "# default" in line for line in lines), done)
        self.assertTrue(any("image_size: 16" in line and "# tiny.yaml:6:15" in line for line in lines), done)
        self.assertTrue(any("seed: 8" in line and "# --set" in line for line in lines), done)

    def test_a_runs_own_config_is_as_sound_as_the_config(self):
        for config in sorted((SOURCE / "configs").glob("*.yaml")):
            with self.subTest(config.name):
                run = self.folder / "runs" / config.stem / "x"
                run.mkdir(parents=True)
                (run / "resolved.yaml").write_text(self.mlday("config", "show", config).out)
                self.mlday("check", run, "--no-data", "--strict")

    def test_minimal_leaves_out_defaults_and_still_means_the_same(self):
        full = self.mlday("config", "show", "tiny.yaml")
        minimal = self.mlday("config", "show", "tiny.yaml", "--minimal")
        self.assertNotIn("# default", minimal.out, minimal)
        self.write("minimal.yaml", minimal.out)
        again = self.mlday("config", "show", "minimal.yaml")
        values = [[line.split(" #")[0] for line in done.out.splitlines()] for done in (full, again)]
        self.assertEqual(*values)

    def test_a_config_on_top_of_another_shows_both_files(self):
        self.write("top.yaml", "extends: tiny.yaml\noptimizer: {lr: .5}\n")
        done = self.mlday("config", "show", "top.yaml")
        self.assertIn("lr: 0.5  # top.yaml:2:17", done.out, done)
        self.assertIn("# tiny.yaml:", done.out, done)


class Documents(CliTest):
    def test_the_reference_and_the_schema_are_fresh(self):
        done = subprocess.run([BINARY, "docs", "--check", "--root", SOURCE], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + "run `mlday docs --write` and commit")

    def test_help_explains_a_key(self):
        done = self.mlday("help", "optimizer.adam.lr")
        self.assertIn("number greater than 0", done.out, done)
        self.assertIn("learning_rate", done.out, done)

    def test_help_knows_the_names_of_others_and_the_rules(self):
        for name, says in (("dense", "called `layer.linear` here"), ("ReduceLROnPlateau", "`annealer.plateau`"),
                           ("scheduler", "called `annealer` here"), ("callbacks", "early_stopping"),
                           ("map-collapses", "check: {expect: [map-collapses]}"), ("monitor-unknown", "An error.")):
            with self.subTest(name):
                self.assertIn(says, self.mlday("help", name).out)

    def test_help_follows_the_path_that_set_takes(self):
        for path in ("model.layers.0.conv2d", "model.layers.conv2d.padding"):
            self.assertIn("conv2d", self.mlday("help", path).out.splitlines()[0])

    def test_help_on_a_verb_is_the_verbs_help(self):
        self.assertIn("--checkpoint", self.mlday("help", "predict").out)
        both = self.mlday("help", "lr").out
        self.assertIn("Usage: mlday lr", both)
        self.assertIn("--steps-per-epoch", both)
        self.assertIn("optimizer.sgd.lr (default 0.01)", both)
        self.assertIn("learning_rate", both)

    def test_help_on_nothing_known_suggests(self):
        self.assertIn("optimizer", self.mlday("help", "optimzer", exits=2).err)

    def test_lists_name_kinds_and_rules(self):
        self.assertIn("conv2d", self.mlday("list", "layers").out)
        self.assertIn("no-effect", self.mlday("list", "rules").out)
        self.assertIn("optimizers", self.mlday("list").out)

    def test_info_names_versions_and_blas(self):
        done = self.mlday("info")
        for words in ("LibTorch", "OpenCV", "BLAS", "threads", "build"):
            self.assertIn(words, done.out, done)

    def test_openblas_takes_kernels_for_what_the_processor_can_do(self):
        # What the system lets programs use, which /proc/cpuinfo does not tell. That it lets them use AVX-512 does
        # not mean that OpenBLAS does.
        loader = pathlib.Path("/lib64/ld-linux-x86-64.so.2")
        usable = subprocess.run([loader, "--help"], capture_output=True, text=True).stdout if loader.exists() else ""
        kernels = re.search("kernels for (.*)", self.mlday("info").out)
        if not kernels or "x86-64-v3 (supported" not in usable:
            self.skipTest("no OpenBLAS, or an older processor")
        self.assertIn(kernels[1], ["SkylakeX", "Haswell"] if "x86-64-v4 (supported" in usable else ["Haswell"])
        own = self.mlday("info", OPENBLAS_CORETYPE="Nehalem")
        self.assertIn("kernels for Nehalem", own.out)


class Completion(CliTest):
    def words(self, *typed):
        return self.mlday("completion", "words", "--", *typed).out.split()

    def test_verbs_flags_and_keys_complete(self):
        self.assertIn("train", self.words("tr"))
        self.assertIn("--resume", self.words("train", "--r"))
        self.assertIn("optimizer.lr=", self.words("train", "c.yaml", "--set", "optimizer.l"))
        self.assertIn("dataset.validation.by=", self.words("train", "--set", "dataset.val"))
        self.assertEqual(self.words("train", "--set", "exten"), [])

    def test_a_file_is_left_to_the_shell(self):
        self.assertEqual(self.words("train", ""), [])

    def test_bash_completes_a_verb_and_a_key(self):
        script = self.mlday("completion", "bash").out
        path = pathlib.Path(BINARY).parent
        ask = (f'PATH="{path}:$PATH"; {script}\nCOMP_LINE="mlday train --set optimizer.moment"; '
               'COMP_POINT=${#COMP_LINE}; _mlday; echo "${COMPREPLY[@]}"')
        done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True)
        self.assertIn("optimizer.momentum=", done.stdout, done.stderr)

    def test_the_scripts_of_the_other_shells_are_printed(self):
        self.assertIn("#compdef mlday", self.mlday("completion", "zsh").out)
        self.assertIn("complete -c mlday", self.mlday("completion", "fish").out)


if __name__ == "__main__":
    unittest.main()
