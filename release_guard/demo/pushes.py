"""The story of the main job: a push is held until somebody has decided and somebody else has looked."""

from release_guard.demo.story import Answer, Append, Run, Step, Story, Write
from release_guard.demo.weights import safetensors

_README = """\
# Digit classifier

A small convolutional network that reads single handwritten digits.
"""
_LICENCE = "Apache License, Version 2.0\n\nSee http://www.apache.org/licenses/LICENSE-2.0\n"
_CODE = '''\
"""Reads the digit in a picture: python predict.py PICTURE"""

import sys

from safetensors.numpy import load_file


def main(picture: str) -> None:
    weights = load_file("model.safetensors")
    print(picture, sorted(weights))


if __name__ == "__main__":
    main(sys.argv[1])
'''
#: What Ada would type at the questions of `init`; one reason and the decision she leaves for later.
_ANSWERS = """\
[release]
modalities = ["image"]
synthetic_media = false

[hazards.product]
present = "no"
rationale = "It reads digits; nothing that it makes could deceive anyone."

[hazards.data]
present = "no"

[hazards.attention]
present = "no"
rationale = "The technique has been in textbooks for decades."
"""
_PUBLIC = """
# The folder that stands for a public host in this tour. A real host is asked whether strangers can read a repository.
[[place]]
match = "file:{public}"
visibility = "public"
"""
_CONSIDERATIONS = "release-considerations.toml"
_COMMIT_REVIEW = (Run("git add release-records"), Run('git commit -m "Record the review of Sam"'))

PUSHES = Story(
    title="A tour of release-guard, with real git in a scratch folder.",
    home="digits",
    names={"public": "public.git", "answers": "answers.toml"},
    scene=(
        Run("git init --bare public.git"),
        Run("git init digits"),
        Run("git -C digits remote add origin ../public.git"),
        Write("digits/README.md", _README),
        Write("digits/LICENSE", _LICENCE),
        Write("digits/predict.py", _CODE),
        Write("digits/model.safetensors", safetensors(seed=1)),
        Write("answers.toml", _ANSWERS),
        Run("git -C digits add ."),
        Run('git -C digits commit -m "Train a classifier of digits"'),
    ),
    steps=(
        Step(
            "Ada has trained a model that reads digits. This is what she has: code, weights, and a remote where "
            "everybody could see them.",
            (Run("git show --stat --oneline"), Run("git remote -v")),
        ),
        Step(
            "She asks for the two files. At a terminal `init` asks its questions; here most of her answers come from a "
            "file, and the rest is guessed from the repository. Then she puts the gate in front of `git push`.",
            (
                Run("release-guard init --preset team --answers {answers}", tells=(_CONSIDERATIONS,)),
                Append("release-policy.toml", _PUBLIC),
                Run("release-guard install"),
            ),
        ),
        Step(
            "She pushes. An answer is still open, nobody has decided, and nobody else has looked: the push is held. "
            "Every finding says where, why, and what to do. Nothing has left her machine; the remote is still empty.",
            (
                Run("git add ."),
                Run('git commit -m "Say what this release is"'),
                Run("git push", status=1, tells=("RG401", "RG107", "RG114", "RG301", "nothing was published")),
                Run("git ls-remote origin"),
            ),
        ),
        Step(
            "She reads the guesses, which were right and come off the list, gives the missing reason, and decides.",
            (
                Answer(
                    _CONSIDERATIONS,
                    {
                        "unconfirmed": None,
                        "hazards.data.rationale": "Trained on a public benchmark of digits, without personal data.",
                        "decision.outcome": "go",
                        "decision.rationale": "No hazard was found, and it is useful for teaching.",
                        "decision.accountable": "ada@example.org",
                    },
                ),
                Run("release-guard lint --complete"),
                Run('git commit -a -m "Decide about the release"'),
            ),
        ),
        Step(
            "What is missing now? Her own word is enough for the code. For weights that everybody can have, the policy "
            "wants a second pair of eyes.",
            (Run("release-guard status", tells=("review",)),),
        ),
        Step(
            "Sam, a colleague, looks at the answers and the model and says yes. His review is one small file, bound to "
            "exactly these bytes, this place and this audience.",
            (
                Run(
                    "release-guard review record --by sam@example.org --role ml --decision approve "
                    '--rationale "I ran it on the test set; it reads digits and nothing else."'
                ),
                *_COMMIT_REVIEW,
            ),
        ),
        Step(
            "The same push again. Now it goes through, and everybody can see it.",
            (
                Run("git push", tells=("main -> main",)),
                Run("git ls-remote origin", tells=("refs/heads/main",)),
            ),
        ),
        Step(
            "Daily work on the code asks nobody again.",
            (
                Append("README.md", "\nUse it with `python predict.py PICTURE`.\n"),
                Run('git commit -a -m "Say how to use it"'),
                Run("git push", tells=("main -> main",)),
            ),
        ),
        Step(
            "But Ada trains for one more night, and the weights are others. Sam never saw these, so his review doesn't "
            "speak for them: the push is held again.",
            (
                Write("model.safetensors", safetensors(seed=2), "the weights after another night of training"),
                Run('git commit -a -m "Train for another night"'),
                Run("git push", status=1, tells=("RG304", "review request --to sam@example.org")),
            ),
        ),
        Step(
            "Sam looks at what changed and stands by his word. `renew` binds it to the new bytes, and the push goes "
            "through.",
            (
                Run("release-guard review renew --by sam@example.org --yes"),
                *_COMMIT_REVIEW,
                Run("git push", tells=("main -> main",)),
            ),
        ),
    ),
    shown="a push was held until the release was answered for and reviewed, and again when its weights changed",
    own=("release-guard init", "release-guard install"),
)
