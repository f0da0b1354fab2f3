"""The answers of a return as a tree that expressions walk: one node for each question, group and repeat."""

from collections.abc import Iterator

DOCUMENT = ""
"""The name of the node above the outermost one: what `/` means in a path."""


class Node:
    """A question with its answer, or a group, or one time that a repeat was filled in (a node each).

    `value` is the answer as text, "" where there is none, and may be changed at any time. A question that does not
    apply stays in the tree with "": `${x} != 'yes'` is then true, as it is in ODK, and would be false without it.
    """

    __slots__ = ("children", "name", "parent", "value")

    def __init__(self, name: str, value: str = "", parent: "Node | None" = None) -> None:
        self.name = name
        self.value = value
        self.parent = parent
        self.children: dict[str, list[Node]] = {}

    def add(self, name: str, value: str = "") -> "Node":
        """Put a new node in this one, after those of the same name."""
        node = Node(name, value, self)
        self.children.setdefault(name, []).append(node)
        return node

    def child(self, name: str, number: int = 1) -> "Node":
        """The node of that name in this one; of a repeat, the one with that number, from 1. KeyError, IndexError."""
        return self.children[name][number - 1]

    @property
    def text(self) -> str:
        """The string-value of XPath: the answer; of a group, all answers in it one behind the other."""
        if not self.children:
            return self.value
        return "".join(node.text for node in self)

    def __iter__(self) -> Iterator["Node"]:
        for nodes in self.children.values():
            yield from nodes

    def descendants(self) -> Iterator["Node"]:
        """This node and all below it, in the order of the form."""
        yield self
        for node in self:
            yield from node.descendants()

    @property
    def place(self) -> int:
        """Which of its parent's nodes of the same name this is, from 1."""
        siblings = self.parent.children[self.name] if self.parent else [self]
        return next(n for n, node in enumerate(siblings, 1) if node is self)
