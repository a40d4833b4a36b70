using System.Security.Cryptography;
using System.Text;
using FedFilter.Policy.Lists;
using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>
/// Where the texts of lists lie on this machine: those with a <c>file</c> in the policy folder, of those with a <c>url</c> the last good
/// copy in the data folder.
/// </summary>
/// <param name="Policies">The policy folder.</param>
/// <param name="Data">The data folder; null where there is none, then no list with a URL was read yet.</param>
internal sealed record ListFiles(string Policies, string? Data)
{
    /// <summary>Of a list's text, in octets: thirty times the largest lists in use.</summary>
    public const int MaxOctets = 32 * 1024 * 1024;

    public ListText Read(ListDeclaration list) => list.File is null ? ReadCopy(list) : ReadFile(PathOf(list)!);

    /// <summary>The files that a set with these lists depends on.</summary>
    public IEnumerable<string> Of(IEnumerable<ListDeclaration> lists) =>
        lists.Select(PathOf).OfType<string>().SelectMany(path => (string[])[path, ListCopy.NotesOf(path)]);

    public ListCopy? CopyOf(ListDeclaration list) => list.Url is null || Data is null ? null : new ListCopy(PathOf(list)!);

    private string? PathOf(ListDeclaration list) => list switch
    {
        { File: { } file } => Path.Combine(Policies, file),
        { Url: { } url } when Data is not null =>
            Path.Combine(Data, "lists", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url.AbsoluteUri)).AsSpan(0, 12))),
        _ => null,
    };

    private static ListText ReadFile(string path)
    {
        try
        {
            if (!File.Exists(path))
                return new ListText.Missing("there is no such file in the policy folder");
            return PlainFile.Read(path, MaxOctets) is { } text ? new ListText.Found(text) : new ListText.Missing("it is larger than 32 MiB");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ListText.Missing($"it cannot be read: {Quote.Of(e.Message)}");
        }
    }

    private ListText ReadCopy(ListDeclaration list)
    {
        var copy = CopyOf(list);
        var notes = copy?.Notes();
        return copy?.Text() is { } text
            ? new ListText.Found(text) { FetchedAt = notes?.FetchedAt, Trouble = notes?.Trouble }
            : new ListText.NotYet(notes?.Trouble ?? "it was not fetched yet; `fedfilter serve` and `fedfilter doctor` do");
    }
}
