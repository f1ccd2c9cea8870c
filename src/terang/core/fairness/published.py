"""The published figures of the reference simulation, to print beside a new run: means of seeds 1 to 5.

They come from the prototype, whose random stream was another; a new run agrees within the spread of the seeds.
"""

from dataclasses import dataclass
from typing import Any

METHODS = ("median", "rater_centred", "rater_z", "rasch_jmle", "additive", "recommended", "headline")


@dataclass(frozen=True)
class Published:
    """Error of the raw mean in points, the others' as a share of it, wrong classes and Kendall's tau before and after.

    Attributes:
        ratios: in the order of `METHODS`.
    """

    raw_rmse: float
    ratios: tuple[float, ...]
    raw_wrong: float
    wrong: float
    raw_tau: float
    tau: float

    def as_dict(self) -> dict[str, Any]:
        return {
            "raw_rmse": self.raw_rmse,
            "ratios": dict(zip(METHODS, self.ratios, strict=True)),
            "wrong": [self.raw_wrong, self.wrong],
            "tau": [self.raw_tau, self.tau],
        }


PUBLISHED = {
    "base": Published(0.1877, (1.15, 1.27, 1.409, 1.655, 0.861, 0.865, 0.888), 0.1266, 0.1193, 0.787, 0.799),
    "sev.3": Published(0.1769, (1.141, 1.386, 1.51, 1.832, 0.896, 0.901, 0.928), 0.1145, 0.1123, 0.806, 0.81),
    "sev.8": Published(0.2079, (1.155, 1.075, 1.269, 1.346, 0.775, 0.778, 0.798), 0.1484, 0.1298, 0.749, 0.784),
    "infl70": Published(0.202, (1.17, 1.3, 1.41, 1.528, 0.866, 0.874, 0.89), 0.1273, 0.1171, 0.789, 0.802),
    "infl90": Published(0.1663, (1.107, 1.213, 1.374, 1.843, 0.847, 0.837, 0.87), 0.1276, 0.1206, 0.783, 0.795),
    "3pt": Published(0.1127, (1.196, 1.255, 1.348, 1.415, 0.87, 0.878, 0.901), 0.1302, 0.1216, 0.78, 0.792),
    "cross10": Published(0.1853, (1.151, 1.189, 1.309, 1.265, 0.813, 0.821, 0.845), 0.1202, 0.1074, 0.79, 0.815),
    "cross20": Published(0.1813, (1.166, 1.144, 1.254, 1.228, 0.806, 0.81, 0.837), 0.1178, 0.1041, 0.794, 0.821),
    "culture.4": Published(0.2362, (1.106, 1.018, 1.123, 1.318, 0.743, 0.745, 0.765), 0.1552, 0.1282, 0.736, 0.782),
    "culture.4-cross20": Published(0.215, (1.128, 0.97, 1.06, 1.036, 0.705, 0.706, 0.73), 0.1368, 0.109, 0.757, 0.815),
    "sev.8-cross20": Published(0.2025, (1.169, 0.964, 1.118, 0.988, 0.707, 0.71, 0.732), 0.1394, 0.1101, 0.754, 0.812),
    "noisy": Published(0.2271, (1.132, 1.115, 1.181, 1.768, 0.865, 0.87, 0.933), 0.1721, 0.1711, 0.704, 0.705),
    "noisy-sev.8": Published(0.2361, (1.14, 1.021, 1.126, 1.565, 0.819, 0.823, 0.881), 0.186, 0.1781, 0.679, 0.692),
    "noisy-sev.8-cross20": Published(
        0.234, (1.152, 0.947, 1.039, 1.165, 0.79, 0.791, 0.854), 0.1768, 0.1635, 0.684, 0.711
    ),
    "noisy-culture.4-cross20": Published(
        0.2453, (1.125, 0.951, 1.004, 1.198, 0.789, 0.789, 0.854), 0.1756, 0.1615, 0.685, 0.714
    ),
    "collude10-cross20": Published(
        0.1849, (1.153, 1.151, 1.251, 1.227, 0.828, 0.807, 0.832), 0.1203, 0.1049, 0.789, 0.819
    ),
    "straight10-cross20": Published(
        0.2116, (1.101, 1.052, 1.107, 0.907, 0.815, 0.731, 0.762), 0.1401, 0.1074, 0.75, 0.812
    ),
    "revenge10-cross20": Published(
        0.1965, (1.096, 1.121, 1.204, 1.238, 0.83, 0.751, 0.776), 0.1285, 0.104, 0.775, 0.821
    ),
    "all-bad-cross20": Published(
        0.2445, (1.124, 0.904, 0.957, 0.83, 0.756, 0.648, 0.674), 0.1766, 0.1201, 0.685, 0.792
    ),
}
