"""The published scenarios: one world and what each changes in it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class World:
    """Settings of the reference simulation; standard deviations are on the latent scale, where ratees have 1.

    Attributes:
        n_staff: people without subordinates; unit_mean: mean size of a unit;
        n_peer: peers who rate a head, n_sub: subordinates who do; who has no subordinates gets both as peers;
        p_cross: chance that a peer comes from the neighbouring unit; p_complete: chance that a rating is handed in;
        rho_u: share of the ratees' variance between units; sd_c: severity, of which sd_l is the unit's culture;
        sd_role: severity that differs by role; sd_h: halo of a pair; sd_d: item by ratee; sd_ri: item by rater;
        sd_e: noise; sd_a: use of the scale (log); infl: share of the upper two of five points; ncat: points;
        collude, straight, revenge: share of persons who exchange top marks, give all the top, or take revenge.
    """

    n_staff: int = 5000
    unit_mean: int = 12
    n_peer: int = 5
    n_sub: int = 2
    p_cross: float = 0.0
    p_complete: float = 0.95
    rho_u: float = 0.1
    sd_c: float = 0.5
    sd_l: float = 0.2
    sd_role: float = 0.2
    sd_h: float = 0.5
    sd_d: float = 0.4
    sd_ri: float = 0.2
    sd_e: float = 0.8
    sd_a: float = 0.25
    infl: float = 0.8
    ncat: int = 5
    collude: float = 0.0
    straight: float = 0.0
    revenge: float = 0.0


NOISY = 1.05

SCENARIOS = {
    "base": World(),
    "sev.3": World(sd_c=0.3),
    "sev.8": World(sd_c=0.8),
    "infl70": World(infl=0.7),
    "infl90": World(infl=0.9),
    "3pt": World(ncat=3),
    "cross10": World(p_cross=0.1),
    "cross20": World(p_cross=0.2),
    "culture.4": World(sd_l=0.4),
    "culture.4-cross20": World(sd_l=0.4, p_cross=0.2),
    "sev.8-cross20": World(sd_c=0.8, p_cross=0.2),
    "noisy": World(sd_h=NOISY),
    "noisy-sev.8": World(sd_h=NOISY, sd_c=0.8),
    "noisy-sev.8-cross20": World(sd_h=NOISY, sd_c=0.8, p_cross=0.2),
    "noisy-culture.4-cross20": World(sd_h=NOISY, sd_l=0.4, p_cross=0.2),
    "collude10-cross20": World(collude=0.1, p_cross=0.2),
    "straight10-cross20": World(straight=0.1, p_cross=0.2),
    "revenge10-cross20": World(revenge=0.1, p_cross=0.2),
    "all-bad-cross20": World(collude=0.1, straight=0.1, revenge=0.05, sd_c=0.8, sd_l=0.3, p_cross=0.2),
    "no-severity": World(sd_c=0.0, sd_l=0.0, sd_role=0.0),
}
