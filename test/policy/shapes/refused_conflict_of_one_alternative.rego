# refused: there may be two values at once for one row
package shapes.refused_conflict_of_one_alternative

either if input.resource.properties.owner == "u1"

either if input.resource.properties.name == "a"

kind := 1 if either

kind := 2 if input.resource.properties.owner == "u2"

allow if kind == 2
