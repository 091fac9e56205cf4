# refused: there may be two values at once for one row
package shapes.refused_conflict_of_either

some_of if input.resource.properties.owner == "u1"

some_of if input.resource.properties.owner == "u2"

kind := 1 if some_of

kind := 2 if input.resource.properties.owner in {"u2", "u3"}

allow if kind == 2
