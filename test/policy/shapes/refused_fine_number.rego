# refused: the number 0.1234567890123456789012345678901 is too fine to be compared in a filter
package shapes.refused_fine_number

allow if input.resource.properties.price > 0.1234567890123456789012345678901
