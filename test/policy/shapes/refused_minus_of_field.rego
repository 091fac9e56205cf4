# refused: a set operation is given what depends on the row
package shapes.refused_minus_of_field

allow if count(input.resource.properties.tags - {"b"}) == 1
