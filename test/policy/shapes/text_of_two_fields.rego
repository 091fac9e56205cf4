# refused: startswith looks for a part that depends on the row
package shapes.text_of_two_fields

allow if startswith(input.resource.properties.name, input.resource.properties.owner)
