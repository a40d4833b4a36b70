namespace FedFilter.Policy.Compilation;

/// <summary>One policy file, as it was read.</summary>
/// <param name="Name">Its path below the policy folder, with forward slashes.</param>
/// <param name="Text">Its contents.</param>
public sealed record PolicyFile(string Name, string Text);
