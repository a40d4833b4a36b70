using System.Security.Cryptography;
using System.Text;
using FedFilter.Policy.Lists;
using FedFilter.Policy.Yaml;

namespace FedFilter.Configuration;

/// <summary>
/// Where the texts of lists lie on this machine: those with a <c>file</c> in the policy folder; and of every list the last good copy in the
/// data folder, which holds where the text cannot be read or has lost most of its entries.
/// </summary>
/// <param name="Policies">The policy folder.</param>
/// <param name="Data">The data folder; null for a folder that is not in force. Then no list with a URL was read yet, and files are taken as they are.</param>
internal sealed record ListFiles(string Policies, string? Data)
{
    /// <summary>Of a list's text, in octets: thirty times the largest lists in use.</summary>
    public const int MaxOctets = 32 * 1024 * 1024;

    public ListText Read(ListDeclaration list) => list.File is null ? ReadCopy(list) : Data is null ? ReadFile(FileOf(list)) : ReadAccepted(list);

    /// <summary>The files that a set with these lists depends on.</summary>
    public IEnumerable<string> Of(IEnumerable<ListDeclaration> lists) =>
        lists.SelectMany(list => (string?[])[list.File is null ? null : FileOf(list), CopyPathOf(list), CopyPathOf(list) is { } copy ? ListCopy.NotesOf(copy) : null]).OfType<string>();

    /// <summary>The last good copy; null where there is no data folder to keep it.</summary>
    public ListCopy? CopyOf(ListDeclaration list) => CopyPathOf(list) is { } path ? new ListCopy(path) : null;

    /// <summary>The text that the policy folder holds now, whether it is in force or not.</summary>
    public ListText Newest(ListDeclaration list) =>
        list.File is not null ? ReadFile(FileOf(list)) : CopyOf(list)?.Rejected() is { } rejected ? new ListText.Found(rejected) : ReadCopy(list);

    /// <summary>Keeps the texts of a set that came into force, so that they outlive what becomes of their files.</summary>
    /// <param name="lists">The lists of the set.</param>
    /// <exception cref="IOException">The disk is full, or the folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Keep(IEnumerable<PeerList> lists)
    {
        foreach (var list in lists.Where(list => list is { IsRead: true, AwaitsAdmin: false, Declaration.File: not null }))
            if (CopyOf(list.Declaration) is { } copy && ReadFile(FileOf(list.Declaration)) is ListText.Found { Text: var text }
                && ListCopy.HashOf(text) == list.Sha256 && copy.Text() != text) // it may have changed since it was judged
                copy.Write(text);
    }

    private string FileOf(ListDeclaration list) => Path.Combine(Policies, list.File!);

    // Of a file by list: two lists may read different severities of one file, and only one of them lose its entries.
    private string? CopyPathOf(ListDeclaration list) => Data is null || (list.File is null && list.Url is null) ? null : Path.Combine(
        Data, "lists", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list.Url?.AbsoluteUri ?? $"{list.Name} {list.File}")).AsSpan(0, 12)));

    private ListText ReadAccepted(ListDeclaration list)
    {
        var (now, copy) = (ReadFile(FileOf(list)), CopyOf(list)?.Text());
        var text = (now as ListText.Found)?.Text;
        if (text is not null && (text == copy || ListAcceptance.WhyNot(list, copy, text) is null))
            return new ListText.Found(text) { IsAccepted = true };
        var why = text is null ? ((ListText.Missing)now).Why : ListAcceptance.WhyNot(list, copy, text)!;
        return copy is not null ? new ListText.Found(copy) { Trouble = why, AwaitsAdmin = true, IsAccepted = true }
            : text is null ? now
            : new ListText.NotYet(why) { AwaitsAdmin = true };
    }

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
            ? new ListText.Found(text) { FetchedAt = notes?.FetchedAt, Trouble = notes?.Trouble, AwaitsAdmin = notes?.AwaitsAdmin ?? false, IsAccepted = true }
            : new ListText.NotYet(notes?.Trouble ?? "it was not fetched yet; `fedfilter serve` and `fedfilter doctor` do") { AwaitsAdmin = notes?.AwaitsAdmin ?? false };
    }
}
