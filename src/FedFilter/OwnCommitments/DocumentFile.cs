using System.Security.Cryptography;
using System.Text;
using FedFilter.Configuration;
using FedFilter.Declarations.Commitments;

namespace FedFilter.OwnCommitments;

/// <summary>Where signed documents are kept: one file a host, the octets as they are served.</summary>
internal sealed class DocumentFile(string dataFolder)
{
    public string PathOf(OriginSettings origin) => Path.Combine(dataFolder, "commitments", $"{origin.Host.Replace(':', '_')}.json");

    /// <summary>SHA-256 of the octets, lower-case hex: how a document is named by the one after it.</summary>
    public static string HashOf(byte[] octets) => Convert.ToHexStringLower(SHA256.HashData(octets));

    /// <summary>The octets; null if nothing was signed yet.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public byte[]? Read(OriginSettings origin)
    {
        var file = new FileInfo(PathOf(origin));
        return file.Exists && file.Length <= CommitmentDocument.MaxLength ? File.ReadAllBytes(file.FullName) : null;
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Write(OriginSettings origin, byte[] octets) => WholeFile.WritePrivate(PathOf(origin), Encoding.UTF8.GetString(octets));
}
