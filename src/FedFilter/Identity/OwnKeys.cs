using System.Security.Cryptography;
using FedFilter.Signatures.Keys;

namespace FedFilter.Identity;

/// <summary>FedFilter's own keys, as files: an RSA key that signs fetches, an Ed25519 key that signs documents, another that signs the heads of the audit log.</summary>
internal sealed record OwnKeys(string RsaPem, string Ed25519Pem, string AuditPem)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the keys that are not there yet, and gives the files it wrote. Never overwrites.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static IReadOnlyList<string> Generate(string dataFolder)
    {
        CreateFolder(dataFolder);
        var written = new List<string>();
        WriteOnce(RsaFile(dataFolder), SigningKey.NewPem, written);
        WriteOnce(Ed25519File(dataFolder), SigningKey.NewEd25519Pem, written);
        WriteOnce(AuditFile(dataFolder), SigningKey.NewEd25519Pem, written);
        return written;
    }

    /// <summary>Reads the keys, making them first if they are not there.</summary>
    /// <exception cref="FedFilterStartException">They cannot be read or written, or are no keys.</exception>
    public static OwnKeys Load(string dataFolder)
    {
        try
        {
            Generate(dataFolder);
            return new OwnKeys(
                Read(RsaFile(dataFolder), HttpSignatureAlgorithm.RsaV15Sha256, "RSA private key of 2048 to 8192 bits"),
                Read(Ed25519File(dataFolder), HttpSignatureAlgorithm.Ed25519, "Ed25519 private key"),
                Read(AuditFile(dataFolder), HttpSignatureAlgorithm.Ed25519, "Ed25519 private key"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FedFilterStartException($"{Folder(dataFolder)}: the keys cannot be read or written: {e.Message} Let this user own the folder.");
        }
    }

    public static string RsaFile(string dataFolder) => Path.Combine(Folder(dataFolder), "actor-rsa.pem");

    public static string Ed25519File(string dataFolder) => Path.Combine(Folder(dataFolder), "ed25519.pem");

    public static string AuditFile(string dataFolder) => Path.Combine(Folder(dataFolder), "audit-ed25519.pem");

    public static string Folder(string dataFolder) => Path.Combine(dataFolder, "keys");

    public static void CreateFolder(string dataFolder)
    {
        Directory.CreateDirectory(dataFolder, OwnerOnly | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Folder(dataFolder), OwnerOnly | UnixFileMode.UserExecute);
    }

    private static string Read(string file, HttpSignatureAlgorithm expected, string name)
    {
        var pem = File.ReadAllText(file);
        try
        {
            using var key = SigningKey.FromPem("", pem);
            if (key.Algorithm == expected)
                return pem;
        }
        catch (FormatException)
        {
            // Said below, with the file.
        }

        throw new FedFilterStartException($"{file} holds no {name} (PKCS#8 in PEM): put it back, or move it away and run `fedfilter keys generate`");
    }

    /// <summary>Written whole under another name first: a key file that exists is a key file that is complete.</summary>
    public static void WriteOnce(string file, Func<string> make, List<string> written)
    {
        if (File.Exists(file))
            return;
        var draft = $"{file}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        using (var stream = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        using (var writer = new StreamWriter(stream))
            writer.Write(make());
        File.Move(draft, file, overwrite: false);
        written.Add(file);
    }
}
