# refused: is_string is given something that depends on the row
package shapes.is_string

allow if is_string(input.resource.properties.name)
