"""The words a register is kept in, with what people are shown. docs: GLOSSARY."""

from django.db.models import TextChoices


class Technology(TextChoices):
    CCTV_EXTERNAL = "cctv_external", "CCTV outside"
    CCTV_INTERNAL = "cctv_internal", "CCTV inside"
    CCTV = "cctv", "CCTV, inside or outside not recorded"
    ANPR = "anpr", "Number-plate recognition (ANPR)"
    BODY_WORN = "body_worn", "Body-worn video"
    DRONE = "drone", "Drone"
    HELICOPTER = "helicopter", "Helicopter camera"
    FACIAL_RECOGNITION = "facial_recognition", "Facial recognition"
    OTHER = "other", "Other"


class Operator(TextChoices):
    OWN = "own", "The body itself"
    LEAD_BODY = "lead_body", "A lead body, for several"
    LANDLORD = "landlord", "A landlord"
    PARTNER = "partner", "A partner"


class SiteClass(TextChoices):
    SENSITIVE = "sensitive", "Sensitive site"
    NOT_SENSITIVE = "not_sensitive", "Not a sensitive site"


class Connectivity(TextChoices):
    INTERNET = "internet", "On the internet"
    CELLULAR = "cellular", "Mobile data"
    NETWORKED = "networked", "On the body's network"
    CLOSED_NETWORK = "closed_network", "On a closed network"
    STANDALONE = "standalone", "Standalone"


class Capability(TextChoices):
    AUDIO = "audio", "Records sound"
    THERMAL = "thermal", "Sees heat"
    FACE_MATCHING = "face_matching", "Matches faces"
    PLATE_READING = "plate_reading", "Reads number plates"
    LIVE_STREAM = "live_stream", "Streams live"
    REMOTE_ACCESS = "remote_access", "Can be reached from elsewhere"
    MOVEMENT = "movement", "Follows or counts people or vehicles"


class Volume(TextChoices):
    HOURS_A_MONTH = "hours_a_month", "hours recorded a month"
    READS_A_DAY = "reads_a_day", "plate reads a day"
    FACES_A_DEPLOYMENT = "faces_a_deployment", "faces seen a deployment"
    FLIGHTS_A_YEAR = "flights_a_year", "flights a year"
    INCIDENTS_A_YEAR = "incidents_a_year", "recordings a year"


class QuantityBasis(TextChoices):
    COUNTED = "counted", "Counted"
    ESTIMATED = "estimated", "Estimated"
    NOT_HELD = "not_held", "Not held"
