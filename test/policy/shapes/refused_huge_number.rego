# refused: the number 1e400 is too fine to be compared in a filter
package shapes.refused_huge_number

allow if input.resource.properties.price > 1e400
