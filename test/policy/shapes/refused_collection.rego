# refused: whether a field of the row is an array decides
package shapes.refused_collection

allow if input.resource.properties.tags == ["a"]
