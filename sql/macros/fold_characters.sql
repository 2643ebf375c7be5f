-- What a name's characters come to: Unicode compatibility forms (Arabic presentation letters, full-width Latin), case,
-- accents and vowel signs, the variants of one Arabic letter (ي ى ئ as ی, ك as ک, ه ھ ة ۀ as ہ, أ إ آ as ا, ؤ as و, ں
-- as ن; hamza, tatweel and zero-width marks are dropped), eastern digits. Apostrophes and full stops vanish ("B.L.A."
-- is "bla"), other punctuation becomes one space. DuckDB has no NFKC, so its part that names need is written out, and
-- skipped where a text has none of those characters: the table is built anew for each text.
create or replace macro fold_characters(written) as
    trim(regexp_replace(
        regexp_replace(
            translate(
                lower(strip_accents(nfc_normalize(case when regexp_matches(written, '[\x{FB50}-\x{FFEE}]')
                    then replace(translate(written,
                    'ﻵﻶﻷﻸﻹﻺﻻﻼﭐﭑﭒﭓﭔﭕﭖﭗﭘﭙﭚﭛﭜﭝﭞﭟﭠﭡﭢﭣﭤﭥﭦﭧﭨﭩﭪﭫﭬﭭﭮﭯﭰﭱﭲﭳﭴﭵﭶﭷﭸﭹﭺﭻﭼﭽﭾﭿﮀﮁﮂﮃﮄﮅﮆﮇﮈﮉﮊﮋﮌﮍﮎﮏﮐﮑﮒﮓﮔﮕﮖﮗﮘﮙﮚﮛﮜﮝﮞﮟﮠﮡﮢﮣﮤﮥﮦﮧﮨﮩﮪﮫﮬﮭﮮﮯﮰﮱﯓﯔﯕﯖﯗﯘﯙﯚﯛﯜﯞﯟﯠﯡﯢﯣﯤﯥﯦﯧﯨﯩﯼﯽﯾﯿﹰﹲﹴﹶﹸﹺﹼﹾﺀﺁﺂﺃﺄﺅﺆﺇﺈﺉﺊﺋﺌﺍﺎﺏﺐﺑﺒﺓﺔﺕﺖﺗﺘﺙﺚﺛﺜﺝﺞﺟﺠﺡﺢﺣﺤﺥﺦﺧﺨﺩﺪﺫﺬﺭﺮﺯﺰﺱﺲﺳﺴﺵﺶﺷﺸﺹﺺﺻﺼﺽﺾﺿﻀﻁﻂﻃﻄﻅﻆﻇﻈﻉﻊﻋﻌﻍﻎﻏﻐﻑﻒﻓﻔﻕﻖﻗﻘﻙﻚﻛﻜﻝﻞﻟﻠﻡﻢﻣﻤﻥﻦﻧﻨﻩﻪﻫﻬﻭﻮﻯﻰﻱﻲﻳﻴ！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～',
                    'ﻻﻻﻻﻻﻻﻻﻻﻻٱٱٻٻٻٻپپپپڀڀڀڀٺٺٺٺٿٿٿٿٹٹٹٹڤڤڤڤڦڦڦڦڄڄڄڄڃڃڃڃچچچچڇڇڇڇڍڍڌڌڎڎڈڈژژڑڑککککگگگگڳڳڳڳڱڱڱڱںںڻڻڻڻۀۀہہہہھھھھےےۓۓڭڭڭڭۇۇۆۆۈۈۋۋۅۅۉۉېېېېىىییییًٌٍَُِّْءآآأأؤؤإإئئئئااببببةةتتتتثثثثججججححححخخخخددذذررززسسسسششششصصصصضضضضططططظظظظععععغغغغففففققققككككللللممممننننههههووىىيييي!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'
                ), 'ﻻ', 'لا') else written end))),
                'يىئېےۓكهھةۀەۂأإآٱؤںڻ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹ıøłđ',
                'ییییییکہہہہہہااااونن01234567890123456789iold'
            ),
            '[''’‘ʼʻʿʾ`´′.ءـ\x{064B}-\x{065F}\x{0670}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}\x{FEFF}\x{0610}-\x{061A}\x{06D6}-\x{06ED}]+', '', 'g'
        ),
        '[^a-z0-9\x{0620}-\x{064A}\x{066E}-\x{06D3}\x{06FA}-\x{06FF}]+', ' ', 'g'
    ));
