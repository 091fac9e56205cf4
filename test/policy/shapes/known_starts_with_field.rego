# refused: startswith looks for a part that depends on the row
package shapes.known_starts_with_field

allow if startswith("abc", input.resource.properties.name)
