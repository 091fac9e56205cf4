# refused: is_string is given something that depends on the row
package shapes.negation_of_is_string

allow if not is_string(input.resource.properties.owner)
