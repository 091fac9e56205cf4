# refused: there may be two values at once for one row
package shapes.refused_no_contradiction

open if input.resource.properties.status == "open"

open if input.resource.properties.owner == "u1"

kind := 1 if open

kind := 2 if input.resource.properties.status in {"x", "open"}

allow if kind == 2
