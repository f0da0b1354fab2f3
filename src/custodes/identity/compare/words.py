"""English words that change what a name in a cell means."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SEVERAL = _words("and & + or mix mixed both mixture combination plus also")
"""Between names: each is meant, even where one company owns the other."""

AMONG_OTHERS = _words(
    "various mixed mix mainly mostly predominantly primarily some other others etc including multiple several"
    " majority"
)
"""Beside one name: it is one of several makers, and the rest are not said."""

DOUBT = _words(
    "possibly probably perhaps maybe might may could believed believe think thought assumed assume likely"
    " unsure uncertain unconfirmed tbc apparently presumably suspected similar equivalent compatible style"
    " clone copy lookalike type-alike alike equiv sim unverified unchecked fake dummy replica counterfeit imitation"
    " knockoff spoof"
)
"""Beside a name: whoever filled the cell in was not sure."""

FORMER = _words("formerly former previously was were ex fka removed replaced replacing replaces longer")
"""Beside the only name in a cell: it may no longer be true."""

NOT = _words("not non no never isn isnt aint without")
"""Directly before a name: it is named to be ruled out."""

DENIAL = _words("not never isn isnt aint wasn arent")
"""Anywhere else beside the only name: what is said of it is denied ("Sony - not verified")."""

CONTRAST = _words(
    "instead apart aside except excepting excluding barring besides rather than unlike versus vs"
)
"""Between names: one of them is the exception ("all Axis apart from Hikvision"), and both may be there."""

NAMELESS = _words("unknown unk unidentified unnamed generic unbranded nameless noname")
"""Beside a name: there are others, and who made them is not known."""

NATIONAL = _words("chinese")
"""Joined to a name: another maker, of that country."""

JOINING = SEVERAL | _words("or")
"""Between the items of a list."""

RELATING = _words(
    "by via from at in on for since under with within throughout across inside outside near of to through as"
)
"""What comes after one of these is where, when or through whom, not another maker."""

PART = _words(
    "chip chips chipset chipsets sensor sensors cmos ccd soc starvis exmor processor processors isp"
)
"""Directly after a name: who made a part inside the device, which is another fact."""

LOCATION = _words(
    "lobby reception entrance entrances foyer corridor corridors stairwell basement roof rooftop gate gates"
    " yard office offices floor ground first upper lower car park site sites onsite gym canteen kitchen atrium"
    " perimeter exterior interior loading bay garage warehouse workshop"
)
"""Where in a building the device hangs: names nobody, and gainsays no name."""

ADDRESS = _words(
    "street st road rd lane ln avenue close court crescent house hotel inn pub farm terrace mews lodge hall"
    " school academy college church hospital square station tower towers building centre center theatre stadium library"
)
"""Directly after a name: it is an address, not a maker."""

CONNECTING = _words(
    "the a an by from for of with in our all are is make made maker makes manufacturer manufactured"
    " manufacturers vendor brand branded model models type types series range see e g eg ie"
)
"""Say nothing of their own beside a name, if something else does. Alone with "Ring" they prove nothing."""

GLUE = CONNECTING | SEVERAL
"""Between names and models, and never a misspelt one."""

SAY_NOTHING = GLUE | AMONG_OTHERS
"""Name nobody and nothing, alone or together."""

PARTICULARS = _words(
    "models model types type series range ranges number numbers quantity qty age date version versions firmware"
    " location locations serial resolution year"
)
"""Where one of these is what is not known, the maker is not in doubt: "Hikvision, model unknown"."""

PRODUCTS = _words("models model types type series range ranges products kit units sites")
"""After "various": it is these that vary, not the makers."""

ORDINARY = _words(
    """
    access action active actual alert align alto annie annex apex arch arena atlas audio axes axle
    bench beach bosh botch branch brand bridge broad bush button cable caddy camera campus cannot canoe carol
    carrot canton carton center centre chance channel church circle city claim class clear client close cloud
    common company concept concert control core corner corps council county court cover cross crown custom
    dairy data dawn delta depot design detect device digital direct district dome door dose drone dual
    eagle early east edge eight element energy engine ensign entry estate event exam exit express fabric
    facet factory falcon fixed flare fleet flier flight flyer focus fresh front galaxy garage garden gate
    genetic genetics general geology global gold grand grid ground guard guide hall harbour hawk haven
    heart hero honey well face mile sight night  high hill home honey horizon hospital hotel house human icon idea image impact import index
    indoor inner input install instar inside insight into iris island italy item kite lake lane laser later
    leader legal legend lens level library light lime link lion live lobby local lodge logic london lorry
    lower lunar magic main manor march marine market master match matrix meter metro middle millstone mill
    mobile model modern money monitor motion motor museum narrow nest network none north novel number
    office onyx open optic orbit order other outer oval oxford panel parade parent park parrot party path
    owl provision penta phone pilot place plan plant plaza plus point police port pretty prime print prison private pro
    project proof public pulse quest radio rail ranch range ready record region reading reception remote
    retail return reveal revision rice ridge ring river road rock room round route royal safe sale sandy
    school scope screen sector secure sense sensor sentry server service seven shelf shell ship shop side
    signal silver site smart solo sonic sound source south space spare speed spire sport spring square
    stable stadium staff stage stair star state station stone store storm story street studio style summit
    sunny supply surrey sussex swamp swim swing switch system tactile tango tank target team tech temple
    tenth terra tidy tiger time tire tired toll tool topic torch total tower town track trade traffic trail
    train tram trendy trial triton trust tunnel tyre ultra under union unit unity univers universal urban
    value valley vector vehicle venue verity vertex vicar victor video view villa vision visit vista vital
    vivid vixen walk wall ward watch water wave west white wide wild wind window wing winter wire wise wood
    world yard young zone
    beware binnacle bring conan cowan digit digits dragonfly johan jovan lebel longs philip polly sparse
    telecom telecoms walker walkers percent percents
    abuse arbitration alistair avignon awesome caron compute computed computer computers computes corepack
    digitally direct directed directing direction directive directly director directs drink exact fantom fermat
    fleck flick freely fuses griffon hanway hanwell hawaii insight insights inspired interlog invites leopard
    linearly liner marshal marshalled messy moments morph morphs multi observing optical orcam plane planes
    planet precision predates predictor profusion protect provisional provisions proviso recorder recorders
    reflink relink reorder repeater reported reporter reporters reports resilient reveals revisions score
    sensibly sensitise sensitive shooter spectral spectre sprite streamed streamer streams supervision taker
    teaser thames timescale timespan transient unify vectors verizon videos webcam wise wize wyre
    synthetics synthetic synaptic synaptics kinetic kinetics millstone theology neurology ecology
    """
)
"""Words of the trade, the street and the office that are never a misspelt maker."""
