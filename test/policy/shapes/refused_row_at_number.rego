# refused: a field of the row is indexed by something else than a name
package shapes.refused_row_at_number

at(x, n) := x[n]

allow if at(input.resource.properties, 3) == "a"
