namespace AutoGrad;

/// <summary>
/// A storage in a list. A list of classes checks the class of whatever is put into it, which takes as long as the rest for the small storages, of a
/// derived class; a list of these does not.
/// </summary>
internal readonly record struct Held(Storage Storage);
