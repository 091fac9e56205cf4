# refused: contains looks for a part that depends on the row
package shapes.refused_contains_field

allow if contains("abc", input.resource.properties.name)
