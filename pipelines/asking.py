"""One question on the terminal, or to whatever is piped into the command."""

import sys


def ask(question: str, *, at_end: str = "") -> str:
    """One line of an answer.

    Args:
        at_end: the answer where there is no line any more.
    """
    print(question, end="", flush=True)
    line = sys.stdin.readline()
    return line.strip() if line else at_end
