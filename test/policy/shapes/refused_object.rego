# refused: whether a field of the row is an object decides
package shapes.refused_object

allow if input.resource.properties.author == {"name": "u1"}
