"""A wave as numbers, of the shape of the police survey of 2022: what figures are held against in tests."""

from custodes.publication.figures.checking.wave import Count, Day, Known, Share, Tier

ASKED, RETURNS, COVERED = "bodies asked", "returns", "bodies that returns answer for"
DRONES = "returns that fly drones"

KNOWN = Known(
    title="A survey (made up)",
    at="23 November 2026",
    counts=(
        Count(47, "body", ASKED),
        Count(39, "return", RETURNS),
        Count(43, "body", COVERED),
        Count(40, "body", "bodies answered for on time", is_whole=False),
        Count(36, "return", "returns that came in by the last day, 26 July 2026", is_whole=False),
    ),
    shares=(
        Share(39, 47, "Returns received", ASKED, Tier.MIXED, 39, "return"),
        Share(18, 39, "External CCTV of makers of concern", RETURNS, Tier.FIGURE, 18, "return"),
        Share(24, 39, "Internal CCTV of makers of concern", RETURNS, Tier.FIGURE, 24, "return"),
        Share(11, 39, "Number-plate readers of makers of concern", RETURNS, Tier.FIGURE, 11, "return"),
        Share(31, 39, "Fly drones", RETURNS, Tier.FIGURE, 31, "return"),
        Share(23, 31, "Knew of concerns about the maker of drones", DRONES, Tier.FIGURE, 27, "return"),
        Share(0, 39, "Body-worn cameras of makers of concern", RETURNS, Tier.FIGURE, 0, "return"),
        Share(0, 0, "Something of nobody", RETURNS, Tier.FIGURE, 0, "return"),
        Share(
            13, 36, "Intend to match faces", "returns by the end of 21 July 2026", Tier.INTERIM, 13, "return"
        ),
    ),
    days=(Day("1 July 2026", 20, 22), Day("21 July 2026", 36, 40), Day("1 November 2026", 39, 43)),
    asked=47,
)
