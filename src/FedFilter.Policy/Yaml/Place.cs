using System.Globalization;

namespace FedFilter.Policy.Yaml;

/// <summary>Where something stands.</summary>
/// <param name="File">A file's name, or the name of whatever else the text came from, such as an environment variable.</param>
/// <param name="Line">From 1; 0 where there are no lines.</param>
/// <param name="Column">From 1; 0 where there are no lines.</param>
public readonly record struct Place(string File, int Line, int Column)
{
    /// <summary><c>file:line:column</c>, as editors jump to it.</summary>
    public override string ToString() =>
        Line == 0 ? File : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");
}
