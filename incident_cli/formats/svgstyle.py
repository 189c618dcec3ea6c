"""How a picture looks: colours for a light and a dark ground, and a pattern for each state. NAME stands for its id.

The darker a state is without colour, the worse it is; words on a pattern have a rim of its ground around them. Without
variables, which programs that print pictures do not know.
"""

STYLE = """
#NAME{font:12px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}
#NAME .ground{fill:#fff;stroke:#d1d9e0}
#NAME text{fill:#1f2328}
#NAME .head{font-size:15px;font-weight:600}
#NAME .dim{fill:#59636e}
#NAME .phase{font-size:11px;font-weight:600;stroke:#fff;stroke-width:3px;paint-order:stroke}
#NAME .end{text-anchor:end}
#NAME .mid{text-anchor:middle}
#NAME path{fill:none;stroke:#d1d9e0}
#NAME .grid{stroke:#e4e8ec}
#NAME .day{stroke:#b7c0c9;stroke-width:2}
#NAME .flag{stroke:#818b98;stroke-dasharray:3 3}
#NAME .tick{stroke:#1f2328;stroke-width:1.5}
#NAME .up{fill:#1a7f37}
#NAME .down{fill:#b62324}
#NAME .partial{fill:url(#NAME-partial)}
#NAME .degraded{fill:url(#NAME-degraded)}
#NAME .maintenance{fill:url(#NAME-maintenance)}
#NAME .in{font-weight:600;stroke-width:4px;stroke-linejoin:round;paint-order:stroke}
#NAME .in-down{fill:#fff}
#NAME .in-partial{stroke:#f79939}
#NAME .in-degraded{stroke:#ffe27a}
#NAME .in-maintenance{stroke:#b6d4f5}
@media (prefers-color-scheme:dark){
#NAME .ground{fill:#0d1117;stroke:#3d444d}
#NAME text{fill:#f0f6fc}
#NAME .dim{fill:#9198a1}
#NAME .phase{stroke:#0d1117}
#NAME .in{fill:#1f2328}
#NAME .in-down{fill:#fff}
#NAME path{stroke:#3d444d}
#NAME .grid{stroke:#262c36}
#NAME .day{stroke:#4b535d}
#NAME .flag{stroke:#656c76}
#NAME .tick{stroke:#f0f6fc}
#NAME .up{fill:#3fb950}
#NAME .down{fill:#d1383d}
}
"""

PATTERNS = """
<pattern id="NAME-partial" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
<rect width="6" height="6" fill="#f79939"/><rect width="2.5" height="6" fill="#7a3304"/></pattern>
<pattern id="NAME-degraded" width="6" height="6" patternUnits="userSpaceOnUse">\
<rect width="6" height="6" fill="#ffe27a"/><circle cx="3" cy="3" r="1.1" fill="#6b4e00"/></pattern>
<pattern id="NAME-maintenance" width="6" height="6" patternUnits="userSpaceOnUse">\
<rect width="6" height="6" fill="#b6d4f5"/><rect width="6" height="1.5" fill="#1f5fae"/></pattern>
"""
